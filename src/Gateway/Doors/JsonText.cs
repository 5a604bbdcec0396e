using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;

namespace Signaling.Gateway.Doors;

/// <summary>Writes JSON text into a buffer of the thread's: literals and raw payloads are copied, names escaped only where they need it.</summary>
internal ref struct JsonText
{
    private const int StartBytes = 8 << 10;
    private const int KeptBytes = 1 << 20;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:@/+=~!#$%()*,;?[]^{|} ");

    [ThreadStatic]
    private static byte[]? _threadBuffer;

    private byte[] _buffer;
    private int _length;

    public JsonText() => _buffer = _threadBuffer ??= new byte[StartBytes];

    /// <summary>What was written; valid until the thread writes again.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Text that is JSON already.</summary>
    public void Raw(scoped ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        _length += utf8.Length;
    }

    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out var written);
        _length += written;
    }

    public void Bool(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>A string in quotes.</summary>
    public void String(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Plain)) text = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);
        Raw("\""u8);
        _length += Encoding.UTF8.GetBytes(text, Room(text.Length * 3));
        Raw("\""u8);
    }

    private Span<byte> Room(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
            if (_buffer.Length <= KeptBytes) _threadBuffer = _buffer;
        }

        return _buffer.AsSpan(_length);
    }
}
