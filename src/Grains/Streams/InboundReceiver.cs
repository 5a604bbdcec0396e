using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Signaling.Grains.Abstractions.Streams;

namespace Signaling.Grains.Streams;

/// <summary>The reading end of a queue: waits for the next batches. When it is told to stop it returns nothing; what it held is sent again.</summary>
internal sealed partial class InboundReceiver(IInboundQueueGrain queue, SiloAddress silo, ILogger logger) : IQueueAdapterReceiver, IDisposable
{
    private const int CountMax = 256;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly Guid _id = Guid.NewGuid();
    private readonly CancellationTokenSource _stopping = new();

    public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        try
        {
            var count = maxCount is > 0 and < CountMax ? maxCount : CountMax;
            return await queue.Take(_id, silo, count).AsTask().WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return [];
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            LogUnreachable(logger, e);
            await Task.Delay(AfterFailure, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            return [];
        }
    }

    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    public async Task Shutdown(TimeSpan timeout)
    {
        await _stopping.CancelAsync();
        Dispose();
    }

    public void Dispose() => _stopping.Dispose();

    [LoggerMessage(2101, LogLevel.Debug, "An inbound queue could not be reached.")]
    private static partial void LogUnreachable(ILogger logger, Exception e);
}

/// <inheritdoc/>
internal sealed class InboundReceivers(IGrainFactory grains, ILocalSiloDetails silo, ILoggerFactory loggers) : IInboundReceivers
{
    public IQueueAdapterReceiver Create(string queue) =>
        new InboundReceiver(grains.GetGrain<IInboundQueueGrain>(queue), silo.SiloAddress, loggers.CreateLogger<InboundReceiver>());
}
