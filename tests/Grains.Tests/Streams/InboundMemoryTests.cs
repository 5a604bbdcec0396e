using Signaling.Grains.Abstractions;
using Signaling.Grains.Abstractions.Streams;
using Signaling.Grains.Streams;

namespace Signaling.Grains.Tests.Streams;

public sealed class InboundMemoryTests
{
    [Fact]
    public void Take_GivesWhatWasPut_InOrder_AndNoMoreThanAskedFor()
    {
        var memory = new InboundMemory();
        for (var i = 1; i <= 3; i++) Assert.True(memory.Put(Batch(i)));

        Assert.Equal([1, 2], Take(memory, 2));
        Assert.Equal([3], Take(memory, 2));
        Assert.Empty(Take(memory, 2));
    }

    [Fact]
    public void Put_AboveTheBound_IsRefused_UntilSomethingWasTaken()
    {
        var memory = new InboundMemory();
        Assert.True(memory.Put(Batch(InboundMemory.BytesMax)));

        Assert.False(memory.Put(Batch(1)));

        Take(memory, 1);
        Assert.True(memory.Put(Batch(1)));
    }

    [Fact]
    public async Task WaitAsync_EndsWhenThereIsSomething()
    {
        var memory = new InboundMemory();
        var waiting = memory.WaitAsync();
        Assert.False(waiting.IsCompleted);

        memory.Put(Batch(1));

        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(memory.WaitAsync().IsCompleted);
    }

    [Fact]
    public void Close_GivesWhatWasNotRead_AndNothingIsTakenAfter()
    {
        var memories = new InboundMemories();
        var memory = memories.Open("queue");
        memory.Put(Batch(7));
        memories.Close("queue", memory);

        Assert.Equal(7, Assert.Single(memory.Close()).Bytes);
        Assert.False(memory.Put(Batch(1)));
        Assert.Null(memories.Of("queue"));
    }

    [Fact]
    public void Close_OfAnEarlierReader_LeavesTheLaterOne()
    {
        var memories = new InboundMemories();
        var (earlier, later) = (memories.Open("queue"), memories.Open("queue"));

        memories.Close("queue", earlier);

        Assert.Same(later, memories.Of("queue"));
    }

    private static InboundBatch Batch(int bytes) => new(StreamId.Create("namespace", "key"), [new Inbound("gateway", new byte[bytes])], 0);

    private static IEnumerable<long> Take(InboundMemory memory, int count)
    {
        var taken = new List<InboundBatch>();
        memory.Take(count, taken);
        return taken.Select(batch => batch.Bytes);
    }
}
