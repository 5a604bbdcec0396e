using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Signaling.Grains.Abstractions.Streams;

namespace Signaling.Grains.Streams;

/// <summary>
/// The reading end of a queue: waits for the next batches, of those that came by a door of this silo into its memory, and of those that came by another
/// silo into the queue's grain. When it is told to stop it returns nothing, and the next reader finds what it held in the grain.
/// </summary>
internal sealed partial class InboundReceiver(string name, IInboundQueueGrain queue, InboundMemories memories, SiloAddress silo, ILogger logger)
    : IQueueAdapterReceiver, IDisposable
{
    private const int CountMax = 256;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly Guid _id = Guid.NewGuid();
    private readonly CancellationTokenSource _stopping = new();
    private readonly InboundMemory _memory = memories.Open(name);
    private Task<InboundBatch[]>? _taking;
    private long _number = DateTime.UtcNow.Ticks; // the tokens of what is read must grow, also from one reader to the next

    public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        try
        {
            var batches = new List<InboundBatch>();
            _taking ??= TakeFromGrainAsync(either.Token);
            await Task.WhenAny(_memory.WaitAsync(), _taking).WaitAsync(either.Token);
            _memory.Take(maxCount is > 0 and < CountMax ? maxCount : CountMax, batches);
            if (_taking is { IsCompleted: true } taken)
            {
                _taking = null;
                batches.AddRange(await taken);
            }

            return [.. batches.Select(batch => batch.Numbered(++_number))];
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return [];
        }
    }

    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    public async Task Shutdown(TimeSpan timeout)
    {
        await _stopping.CancelAsync();
        memories.Close(name, _memory);
        Dispose();
        try
        {
            await queue.Take(Guid.NewGuid(), silo, 0); // or what is put next would be taken here, where nobody reads any more
            InboundBatch[] taken = _taking is null ? [] : await _taking;
            foreach (var batch in taken.Concat(_memory.Close())) await queue.Put(batch);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            LogUnreachable(logger, e); // their gateways send them again
        }
    }

    public void Dispose() => _stopping.Dispose();

    private async Task<InboundBatch[]> TakeFromGrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await queue.Take(_id, silo, CountMax);
        }
        catch (Exception e)
        {
            LogUnreachable(logger, e);
            await Task.Delay(AfterFailure, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            return [];
        }
    }

    [LoggerMessage(2101, LogLevel.Debug, "An inbound queue could not be reached.")]
    private static partial void LogUnreachable(ILogger logger, Exception e);
}

/// <inheritdoc/>
internal sealed class InboundReceivers(IGrainFactory grains, InboundMemories memories, ILocalSiloDetails silo, ILoggerFactory loggers) : IInboundReceivers
{
    public IQueueAdapterReceiver Create(string queue) =>
        new InboundReceiver(queue, grains.GetGrain<IInboundQueueGrain>(queue), memories, silo.SiloAddress, loggers.CreateLogger<InboundReceiver>());
}
