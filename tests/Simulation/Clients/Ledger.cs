using System.Globalization;
using System.Text;
using Signaling.Core.Messages;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Clients;

/// <summary>Every message of a run, found again by its payload.</summary>
public sealed class Ledger
{
    private readonly List<Sent> _all = [];
    private int _ufrags;

    public IReadOnlyList<Sent> All => _all;

    public string NewUfrag() => $"U{++_ufrags}";

    public Sent Message(Page sender, string? target, string? instance, int size) => Add(new Sent
    {
        Id = _all.Count,
        Sender = sender,
        Kind = SignalKind.Message,
        Target = target,
        TargetInstance = instance,
        Payload = Encoding.ASCII.GetBytes($"\"{new string('m', size)}#{_all.Count}\""),
    });

    public Sent Description(Page sender, SignalKind kind, string target, string? instance, string? label, string ufrag, Sent? offer, long negotiation) => Add(new Sent
    {
        Id = _all.Count,
        Sender = sender,
        Kind = kind,
        Target = target,
        TargetInstance = instance,
        Connection = label,
        Ufrag = ufrag,
        Offer = offer,
        Negotiation = negotiation,
        Payload = Encoding.ASCII.GetBytes($$"""{"sdp":"v=0\r\na=ice-ufrag:{{ufrag}}\r\na=ice-pwd:p\r\n#{{_all.Count}}"}"""),
    });

    /// <summary>A candidate in one of the ways clients write them.</summary>
    public Sent Candidate(Page sender, string target, string? instance, string? label, string ufrag, bool isEnd, int style) => Add(new Sent
    {
        Id = _all.Count,
        Sender = sender,
        Kind = SignalKind.Candidate,
        Target = target,
        TargetInstance = instance,
        Connection = label,
        Ufrag = ufrag,
        IsEnd = isEnd,
        NamesUfrag = style == 1,
        Payload = Encoding.ASCII.GetBytes(style switch
        {
            0 => $$"""{"candidate":"{{(isEnd ? "" : "candidate:1 1 udp 1 192.0.2.1 9 typ host")}}","usernameFragment":"{{ufrag}}","id":"#{{_all.Count}}"}""",
            1 => $$"""{"candidate":{{(isEnd ? "null" : "{}")}},"id":"#{{_all.Count}}"}""",
            _ => $$"""{"candidate":"{{(isEnd ? "end-of-candidates" : "candidate:1 1 udp 1 192.0.2.1 9 typ host")}} ufrag {{ufrag}} network-id 1","id":"#{{_all.Count}}"}""",
        }),
    });

    /// <summary>The message with this payload: exactly this, byte for byte.</summary>
    public Sent Find(ReadOnlySpan<byte> payload)
    {
        var at = payload.LastIndexOf((byte)'#') + 1;
        var id = 0;
        for (var i = at; i < payload.Length && char.IsAsciiDigit((char)payload[i]); i++) id = (id * 10) + payload[i] - '0';
        if (at > 0 && id < _all.Count && payload.SequenceEqual(_all[id].Payload)) return _all[id];
        throw new PromiseBrokenException("Payload", string.Create(CultureInfo.InvariantCulture, $"a payload was changed: {Encoding.ASCII.GetString(payload)}"));
    }

    private Sent Add(Sent sent)
    {
        _all.Add(sent);
        return sent;
    }
}
