namespace Signaling.Core.Negotiation;

/// <summary>The words of one candidate line (RFC 8839 section 5.1) that a diagnosis needs, as slices of the payload.</summary>
public readonly ref struct CandidateLine
{
    private static ReadOnlySpan<byte> Prefix => "candidate:"u8;

    public CandidateType Type { get; private init; }

    public ReadOnlySpan<byte> Transport { get; private init; }

    public ReadOnlySpan<byte> Address { get; private init; }

    public ReadOnlySpan<byte> Port { get; private init; }

    /// <summary>The port of the base behind a mapped one; empty or 0 where a browser hides it.</summary>
    public ReadOnlySpan<byte> RelatedPort { get; private init; }

    /// <summary>The component: 1 for RTP.</summary>
    public ReadOnlySpan<byte> Component { get; private init; }

    /// <summary>Whether a payload holds a candidate line.</summary>
    public static bool IsIn(ReadOnlySpan<byte> payload) => payload.IndexOf(Prefix) >= 0;

    /// <summary>The next candidate line in a payload: of a candidate, one; of a description, those that stand in it. The payload is shortened to what follows.</summary>
    public static bool TryNext(scoped ref ReadOnlySpan<byte> payload, out CandidateLine line)
    {
        line = default;
        var at = payload.IndexOf(Prefix);
        if (at < 0) return false;
        payload = payload[(at + Prefix.Length)..];
        return Parse(ref payload, out line);
    }

    private static bool Parse(scoped ref ReadOnlySpan<byte> payload, out CandidateLine line)
    {
        var end = payload.IndexOfAny((byte)'"', (byte)'\\');
        var text = end < 0 ? payload : payload[..end];
        payload = payload[text.Length..];
        Next(ref text); // foundation
        var component = Next(ref text);
        var transport = Next(ref text);
        Next(ref text); // priority
        var address = Next(ref text);
        var port = Next(ref text);
        var type = CandidateType.Unknown;
        ReadOnlySpan<byte> related = default;
        while (!text.IsEmpty)
        {
            var name = Next(ref text);
            var value = Next(ref text);
            if (name.SequenceEqual("typ"u8)) type = TypeOf(value);
            else if (name.SequenceEqual("rport"u8)) related = value;
        }

        line = new CandidateLine { Type = type, Component = component, Transport = transport, Address = address, Port = port, RelatedPort = related };
        return true;
    }

    /// <summary>A type by its word.</summary>
    public static CandidateType TypeOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("host"u8) ? CandidateType.Host
        : word.SequenceEqual("srflx"u8) ? CandidateType.Srflx
        : word.SequenceEqual("prflx"u8) ? CandidateType.Prflx
        : word.SequenceEqual("relay"u8) ? CandidateType.Relay
        : CandidateType.Unknown;

    private static ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> text)
    {
        var space = text.IndexOf((byte)' ');
        var word = space < 0 ? text : text[..space];
        text = space < 0 ? default : text[(space + 1)..];
        return word;
    }
}
