namespace Signaling.Core.Peers;

/// <summary>
/// Mail that was acknowledged, to be used for the next: so that a message that is kept until its receiver has it allocates nothing. Lent with the
/// queues, so a thread has one, whatever the number of its rooms.
/// </summary>
internal sealed class Spares(int bytesMax = Spares.BytesMax)
{
    /// <summary>Payload buffers come in multiples of this.</summary>
    private const int StepBytes = 128;

    /// <summary>What has a larger payload is left to the garbage collector: such are rare.</summary>
    private const int BufferBytesMax = 4 << 10;

    /// <summary>
    /// What all here may take together. Clients acknowledge after a quarter of a second, so that much of what a thread relays waits at
    /// once, and comes back at once; what finds no room is garbage of the dearest age.
    /// </summary>
    private const int BytesMax = 48 << 20;

    private const int ListsMax = 4_096;
    private const int ListCapacityMax = 64;

    private readonly Stack<MailItem>?[] _items = new Stack<MailItem>?[(BufferBytesMax / StepBytes) + 1];
    private readonly Stack<List<MailItem>> _lists = new();
    private int _bytes;

    /// <summary>An empty item with room for a payload.</summary>
    public MailItem Item(int payloadBytes)
    {
        var size = SizeOf(payloadBytes);
        if (size >= _items.Length) return new MailItem { Buffer = new byte[payloadBytes] };
        if (_items[size] is not { Count: > 0 } spare) return new MailItem { Buffer = new byte[size * StepBytes] };
        _bytes -= BytesOf(size * StepBytes);
        return spare.Pop();
    }

    /// <summary>Nobody refers to the item or its payload any more.</summary>
    public void Return(MailItem item)
    {
        if (item.Buffer is not { } buffer || SizeOf(buffer.Length) is var size && size >= _items.Length) return;
        if (_bytes + BytesOf(buffer.Length) > bytesMax) return;
        _bytes += BytesOf(buffer.Length);
        item.Clear();
        (_items[size] ??= new Stack<MailItem>()).Push(item);
    }

    public List<MailItem> List() => _lists.TryPop(out var list) ? list : [];

    public void Return(List<MailItem> empty)
    {
        if (_lists.Count < ListsMax && empty.Capacity <= ListCapacityMax) _lists.Push(empty);
    }

    private static int BytesOf(int bufferBytes) => Limits.KeptOverheadBytes + bufferBytes;

    private static int SizeOf(int bytes) => (bytes + StepBytes - 1) / StepBytes;
}
