using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>Whether text that comes in pieces is UTF-8; a character may be cut anywhere. A mutable struct: keep it in a field.</summary>
internal struct Utf8Stream
{
    private const int RuneBytesMax = 4;

    private uint _begun; // a character's first bytes, the first of them lowest
    private byte _count;

    /// <summary>Looks at the next piece. False when the text is none, or, at its end, incomplete.</summary>
    public bool TryAdd(ReadOnlySpan<byte> piece, bool isEnd)
    {
        if (!TryComplete(ref piece)) return false;
        if (!piece.IsEmpty && Rune.DecodeLastFromUtf8(piece, out _, out var bytes) == OperationStatus.NeedMoreData)
        {
            foreach (var b in piece[^bytes..]) Keep(b);
            piece = piece[..^bytes];
        }

        return Utf8.IsValid(piece) && !(isEnd && _count > 0);
    }

    /// <summary>Takes the rest of a character that has begun.</summary>
    private bool TryComplete(ref ReadOnlySpan<byte> piece)
    {
        Span<byte> rune = stackalloc byte[RuneBytesMax];
        while (_count > 0 && !piece.IsEmpty)
        {
            Keep(piece[0]);
            piece = piece[1..];
            for (var i = 0; i < _count; i++) rune[i] = (byte)(_begun >> (8 * i));
            var status = Rune.DecodeFromUtf8(rune[.._count], out _, out _);
            if (status == OperationStatus.NeedMoreData) continue;
            if (status != OperationStatus.Done) return false;
            (_begun, _count) = (0, 0);
        }

        return true;
    }

    private void Keep(byte next) => _begun |= (uint)next << (8 * _count++);
}
