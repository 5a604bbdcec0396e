using System.Text;
using Signaling.Core.Codes;
using Signaling.Core.Flight;
using Signaling.Core.Messages;
using Signaling.Core.Negotiation;

namespace Signaling.Core.Tests.Flight;

/// <summary>A call of alice and bob, told step by step as the server would see it; each step takes 10 ms.</summary>
internal sealed class Call
{
    public const Side Alice = Side.First;
    public const Side Bob = Side.Second;

    private readonly long[] _numbers = new long[2];
    private readonly bool _acks;

    public Call(bool acks = true, int entriesMax = 64, bool keepsAddresses = false)
    {
        _acks = acks;
        Timeline = new PairTimeline("alice", "bob", entriesMax, keepsAddresses);
    }

    public PairTimeline Timeline { get; }

    public long Now { get; private set; } = 1_000_000;

    public CallVerdict Verdict => CallVerdicts.Of(Timeline.Sight(Now));

    public long Last(Side side) => _numbers[(int)side];

    public Call Wait(long ms)
    {
        Now += ms;
        return this;
    }

    public Call Offer(Side by, long negotiation = 1, string ufrag = "aaaa", bool delivered = true, string? label = null) =>
        Describe(SignalKind.Offer, by, negotiation, ufrag, delivered, label);

    public Call Answer(Side by, long negotiation = 1, string ufrag = "bbbb", bool delivered = true, string? label = null) =>
        Describe(SignalKind.Answer, by, negotiation, ufrag, delivered, label);

    public Call Applied(Side by, string? error = null)
    {
        var receipt = new Signal { Kind = SignalKind.Applied, AppliedNumber = Last(Other(by)), Payload = error is null ? default : Encoding.UTF8.GetBytes(error) };
        return Step(() => Timeline.Sent(by, receipt, Now));
    }

    /// <summary>Candidates of these types; a mapped one is <c>srflx:base:port</c>.</summary>
    public Call Candidates(Side by, params string[] types)
    {
        foreach (var type in types) Candidate(by, Line(type));
        return this;
    }

    public Call Candidate(Side by, string payload, bool delivered = true)
    {
        var signal = new Signal { Kind = SignalKind.Candidate, Number = Next(by), Payload = Encoding.UTF8.GetBytes(payload) };
        return Step(() =>
        {
            Timeline.Sent(by, _acks ? signal : signal with { Number = 0 }, Now);
            if (delivered) Timeline.Delivered(Other(by), signal, Now);
        });
    }

    public Call End(Side by) => Candidate(by, "null");

    public Call Acknowledged(Side sender, long number) => Step(() => Timeline.Acknowledged(sender, number, Now));

    public Call Undelivered(Side sender, long number, Code code) => Step(() => Timeline.Undelivered(sender, number, code, Now));

    public Call State(Side by, LinkState state, CandidateType local = default, CandidateType remote = default) =>
        Step(() => Timeline.State(by, null, state, local, remote, Now));

    public Call Happens(FlightKind kind, Side who, string? code = null) => Step(() => Timeline.Presence(kind, who, code, Now));

    public Call Glare(Side by, long negotiation, bool won) => Step(() => Timeline.Glare(by, null, negotiation, won, Now));

    /// <summary>Offer and answer are through and applied.</summary>
    public static Call Described() => new Call().Offer(Alice).Applied(Bob).Answer(Bob).Applied(Alice);

    /// <summary>The same, with these candidates, and both say that it failed.</summary>
    public static Call Failed(string[] alice, string[] bob) =>
        Described().Candidates(Alice, alice).Candidates(Bob, bob).State(Alice, LinkState.Connecting).State(Bob, LinkState.Connecting).Wait(15_000)
            .State(Alice, LinkState.Failed).State(Bob, LinkState.Failed);

    public static Side Other(Side side) => side == Alice ? Bob : Alice;

    public static string Line(string type)
    {
        var parts = type.Split(':');
        var (name, port, mapped) = (parts[0], parts.ElementAtOrDefault(1) ?? "9", parts.ElementAtOrDefault(2) ?? "9");
        var related = name == "host" ? "" : $" raddr 192.0.2.7 rport {port}";
        return $$"""{"candidate":"candidate:1 1 udp 2122260223 192.0.2.1 {{mapped}} typ {{name}}{{related}} generation 0 ufrag aaaa","sdpMid":"0"}""";
    }

    private Call Describe(SignalKind kind, Side by, long negotiation, string ufrag, bool delivered, string? label)
    {
        var signal = new Signal
        {
            Kind = kind, Number = Next(by), Negotiation = negotiation, Connection = label, Payload = Encoding.UTF8.GetBytes($"\"v=0\\r\\na=ice-ufrag:{ufrag}\\r\\n\""),
        };
        return Step(() =>
        {
            Timeline.Sent(by, signal with { Number = _acks ? signal.Number : 0, Negotiation = kind == SignalKind.Offer ? 0 : negotiation }, Now);
            if (delivered) Timeline.Delivered(Other(by), signal, Now);
        });
    }

    private long Next(Side by) => ++_numbers[(int)by];

    private Call Step(Action step)
    {
        Now += 10;
        step();
        return this;
    }
}
