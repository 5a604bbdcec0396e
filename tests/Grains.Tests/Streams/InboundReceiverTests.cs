using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Signaling.Grains.Abstractions;
using Signaling.Grains.Abstractions.Streams;
using Signaling.Grains.Streams;

namespace Signaling.Grains.Tests.Streams;

public sealed class InboundReceiverTests
{
    private static readonly SiloAddress Silo = SiloAddress.New(IPAddress.Loopback, 1, 1);

    private readonly Queue _queue = new();
    private readonly InboundMemories _memories = new();

    /// <summary>Its own call, which waits in the queue, must not take what it hands over: nobody would read the answer.</summary>
    [Fact]
    public async Task Shutdown_HandsOverWhatItHasNotRead()
    {
        using var receiver = NewReceiver();
        using var cut = new CancellationTokenSource();
        var reading = receiver.GetQueueMessagesAsync(10, cut.Token);
        await _queue.Waiting.WaitAsync(TimeSpan.FromSeconds(10));
        await cut.CancelAsync(); // it reads no more, but its call is still there
        Assert.Empty(await reading);
        _memories.Of("queue")!.Put(Batch(7));

        await receiver.Shutdown(TimeSpan.FromSeconds(5));

        Assert.Equal(7, Assert.Single(_queue.Left).Bytes);
    }

    private InboundReceiver NewReceiver() => new("queue", _queue, _memories, Silo, NullLogger.Instance);

    private static InboundBatch Batch(int bytes) => new(StreamId.Create("namespace", "key"), [new Inbound("gateway", new byte[bytes])], 0);

    /// <summary>As the grain: whoever waits takes what is put.</summary>
    private sealed class Queue : IInboundQueueGrain
    {
        private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource<InboundBatch[]>? _taking;

        public List<InboundBatch> Left { get; } = [];

        public Task Waiting => _waits.Task;

        public ValueTask<bool> Put(InboundBatch batch)
        {
            if (_taking?.TrySetResult([batch]) != true) Left.Add(batch);
            return new(true);
        }

        public async ValueTask<PutReceipt> Place(InboundBatch batch) => new(await Put(batch), null);

        public ValueTask<InboundBatch[]> Take(Guid reader, SiloAddress readerSilo, int countMax)
        {
            _taking?.TrySetResult([]);
            _taking = null;
            if (countMax == 0) return new([]);
            _taking = new TaskCompletionSource<InboundBatch[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.TrySetResult();
            return new(_taking.Task);
        }
    }
}
