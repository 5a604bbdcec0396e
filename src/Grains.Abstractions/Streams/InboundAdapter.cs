using Orleans.Configuration;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Signaling.Grains.Abstractions.Streams;

/// <summary>
/// The queue adapter of the inbound streams: nothing is polled. A gateway puts batches into the queue's grain; a silo's receiver waits
/// there for the next. Only silos have receivers; they register how to make one.
/// </summary>
public sealed class InboundAdapter(string name, IGrainFactory grains, IInboundReceivers? receivers, IInboundDoors? doors = null) : IQueueAdapterFactory, IQueueAdapter
{
    private const int CacheBatches = 4_096;

    private readonly HashRingBasedStreamQueueMapper _mapper = new(new HashRingStreamQueueMapperOptions { TotalQueueCount = Partitions.Queues }, name);
    private readonly SimpleQueueAdapterCache _cache =
        new(new SimpleQueueCacheOptions { CacheSize = CacheBatches }, name, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);

    public string Name { get; } = name;

    /// <summary>What was delivered is forgotten; what was lost is sent again by its gateway.</summary>
    public bool IsRewindable => false;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadWrite;

    public static IQueueAdapterFactory Create(IServiceProvider services, string name) =>
        new InboundAdapter(name, (IGrainFactory)services.GetService(typeof(IGrainFactory))!, (IInboundReceivers?)services.GetService(typeof(IInboundReceivers)),
            (IInboundDoors?)services.GetService(typeof(IInboundDoors)));

    public async Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        var batch = new InboundBatch(streamId, [.. events.Cast<Inbound>()], 0);
        var queue = _mapper.GetQueueForStream(streamId).ToString();
        if (!await (doors?.PutAsync(queue, batch) ?? grains.GetGrain<IInboundQueueGrain>(queue).Put(batch))) throw new InboundFullException();
    }

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) =>
        receivers?.Create(queueId.ToString()) ?? throw new NotSupportedException("Only silos read the inbound queues.");

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    public IQueueAdapterCache GetQueueAdapterCache() => _cache;

    public IStreamQueueMapper GetStreamQueueMapper() => _mapper;

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) => Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());
}

/// <summary>Makes the reading end of a queue.</summary>
public interface IInboundReceivers
{
    IQueueAdapterReceiver Create(string queue);
}

/// <summary>A queue took nothing because it is full; try again in a moment.</summary>
public sealed class InboundFullException() : Exception("The inbound queue is full.");
