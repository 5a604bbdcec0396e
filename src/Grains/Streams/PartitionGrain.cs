using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;
using Signaling.Core.Links;
using Signaling.Core.Nodes;
using Signaling.Grains.Abstractions;
using Signaling.Grains.Actors;
using Signaling.Grains.Gateways;

namespace Signaling.Grains.Streams;

/// <summary>
/// Hands what gateways send to room and peer grains, which come to live beside it, and their answers back. It waits for none of them: each
/// actor's order is kept by its link, which has one batch on its way at a time.
/// </summary>
[ImplicitStreamSubscription(Partitions.Namespace), Orleans.Placement.PreferLocalPlacement, Orleans.Concurrency.Reentrant, KeepAlive]
internal sealed partial class PartitionGrain(GatewayLines gateways, ILogger<PartitionGrain> logger)
    : Grain, IPartitionGrain, IStreamSubscriptionObserver, IAsyncObserver<Inbound>
{
    private readonly ActorGrains _actors = new();

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Inbound>().ResumeAsync(this);

    public Task OnNextAsync(Inbound item, StreamSequenceToken? token = null)
    {
        HandOut(item);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex)
    {
        LogStreamFailed(logger, this.GetPrimaryKeyString(), ex);
        return Task.CompletedTask;
    }

    public ValueTask Deliver(Inbound inbound)
    {
        HandOut(inbound);
        return default;
    }

    private void HandOut(Inbound inbound)
    {
        var gateway = NodeAddress.OfGateway(inbound.Gateway);
        var line = gateways.To(inbound.Gateway);
        foreach (var (to, batch) in inbound.Batches()) _ = HandOut(line, to, new Parcel(gateway, batch));
    }

    private async Task HandOut(GatewayLine line, NodeAddress to, Parcel parcel)
    {
        BatchReply? reply = null;
        try
        {
            reply = await _actors.Get(GrainFactory, to).Take(parcel);
        }
        catch (Exception e)
        {
            LogUnreachable(logger, to.Kind, e);
        }

        line.Answer(new ActorAnswer(to, parcel.Batch.Number, reply));
    }

    [LoggerMessage(2102, LogLevel.Warning, "The stream of partition {Partition} failed.")]
    private static partial void LogStreamFailed(ILogger logger, string partition, Exception e);

    [LoggerMessage(2103, LogLevel.Debug, "A {Kind} could not be reached; its gateway tries again.")]
    private static partial void LogUnreachable(ILogger logger, NodeKind kind, Exception e);
}
