using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Signaling.Grains.Abstractions.Streams;

/// <summary>What was put into a stream at once.</summary>
[GenerateSerializer, Immutable, Alias("signaling.inbound-batch")]
public sealed class InboundBatch(StreamId streamId, Inbound[] items, long number) : IBatchContainer
{
    [Id(0)]
    private readonly StreamId _streamId = streamId;

    [Id(1)]
    private readonly Inbound[] _items = items;

    [Id(2)]
    private readonly long _number = number;

    public StreamId StreamId => _streamId;

    public StreamSequenceToken SequenceToken => new EventSequenceTokenV2(_number);

    /// <summary>Who put it.</summary>
    public string Gateway => _items[0].Gateway;

    /// <summary>For the bound of the queue.</summary>
    public long Bytes => _items.Sum(item => (long)item.Bytes.Length);

    /// <summary>The same with its place in the queue.</summary>
    public InboundBatch Numbered(long place) => new(_streamId, _items, place);

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>() =>
        _items.OfType<T>().Select((item, index) => Tuple.Create(item, (StreamSequenceToken)new EventSequenceTokenV2(_number, index)));

    public bool ImportRequestContext() => false;
}
