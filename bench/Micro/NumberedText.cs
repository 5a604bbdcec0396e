using System.Buffers.Text;
using System.Text;

namespace Signaling.Micro;

/// <summary>A message whose number goes on, in one buffer: as a socket's would be, so that making it costs a benchmark next to nothing.</summary>
internal sealed class NumberedText
{
    private const int DigitsMax = 20;
    private const long Mark = 4_242_424_242;

    private readonly byte[] _buffer;
    private readonly byte[] _end;
    private readonly int _start;

    private NumberedText(byte[] marked)
    {
        var mark = Encoding.ASCII.GetBytes($"{Mark}");
        _start = marked.AsSpan().IndexOf(mark);
        _end = marked[(_start + mark.Length)..];
        _buffer = new byte[marked.Length + DigitsMax];
        marked.CopyTo(_buffer, 0);
    }

    public static NumberedText Candidate(string to) => new(Texts.Candidate(to, Mark));

    public static NumberedText Ack() => new(Texts.Ack(Mark));

    /// <summary>Valid until the next one.</summary>
    public ReadOnlyMemory<byte> With(long number)
    {
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_start), out var digits);
        _end.CopyTo(_buffer, _start + digits);
        return _buffer.AsMemory(0, _start + digits + _end.Length);
    }
}
