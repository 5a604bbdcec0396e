namespace Signaling.Core.Peers;

/// <summary>
/// Mail that was acknowledged, to be used for the next: so that a message that is kept until its receiver has it allocates nothing. Lent with the
/// queues, so a thread has one, whatever the number of its rooms. Bounded: a few hundred KiB.
/// </summary>
internal sealed class Spares
{
    /// <summary>Payload buffers come in multiples of this.</summary>
    private const int StepBytes = 128;

    /// <summary>What has a larger payload is left to the garbage collector: such are rare.</summary>
    private const int BufferBytesMax = 4 << 10;

    private const int ItemsOfSizeMax = 64;
    private const int ListsMax = 64;

    private readonly Stack<MailItem>?[] _items = new Stack<MailItem>?[(BufferBytesMax / StepBytes) + 1];
    private readonly Stack<List<MailItem>> _lists = new();

    /// <summary>An empty item with room for a payload.</summary>
    public MailItem Item(int payloadBytes)
    {
        var size = SizeOf(payloadBytes);
        if (size >= _items.Length) return new MailItem { Buffer = new byte[payloadBytes] };
        return _items[size] is { Count: > 0 } spare ? spare.Pop() : new MailItem { Buffer = new byte[size * StepBytes] };
    }

    /// <summary>Nobody refers to the item or its payload any more.</summary>
    public void Return(MailItem item)
    {
        if (item.Buffer is not { } buffer || SizeOf(buffer.Length) is var size && size >= _items.Length) return;
        var spare = _items[size] ??= new Stack<MailItem>();
        if (spare.Count >= ItemsOfSizeMax) return;
        item.Clear();
        spare.Push(item);
    }

    public List<MailItem> List() => _lists.TryPop(out var list) ? list : [];

    public void Return(List<MailItem> empty)
    {
        if (_lists.Count < ListsMax && empty.Capacity <= ItemsOfSizeMax) _lists.Push(empty);
    }

    private static int SizeOf(int bytes) => (bytes + StepBytes - 1) / StepBytes;
}
