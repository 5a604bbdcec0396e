using System.Text;
using Signaling.Core.Messages;
using Signaling.Core.Peers;

namespace Signaling.Core.Tests.Cells;

/// <summary>A client at a <see cref="Desk"/>: numbers what it sends, keeps what it hears, and acknowledges when told to.</summary>
internal sealed class Client(Desk desk, Member asked)
{
    private readonly List<string> _heard = [];
    private readonly Member _asked = asked;
    private Seat _seat = null!;
    private Peer _peer = null!;
    private long _number;

    /// <summary>The highest number of the server that came.</summary>
    public long Seq { get; private set; }

    /// <summary>Itself as the room told it last, with its place in the order: what a ticket would hold.</summary>
    public Member Ticket { get; private set; } = asked;

    /// <summary>The last list of peers.</summary>
    public RoomView? View { get; private set; }

    /// <summary>All that came since the last call.</summary>
    public string[] Take()
    {
        string[] taken = [.. _heard];
        _heard.Clear();
        return taken;
    }

    /// <summary>All that came since the last call, acknowledged.</summary>
    public string[] TakeAndAck()
    {
        var taken = Take();
        Ack();
        return taken;
    }

    public void Join(string? ticket = null)
    {
        _seat = new Seat(this);
        _peer = desk.Cell.Join(_seat, new JoinRequest(_asked, ticket), desk.Now);
        desk.HandOut();
    }

    public void Resume(long? seen = null)
    {
        _seat = new Seat(this);
        _peer = desk.Cell.Resume(_seat, new ResumeRequest(Ticket with { Suspended = false }, seen ?? Seq), desk.Now);
        desk.HandOut();
    }

    /// <summary>The connection breaks; what is in it is lost.</summary>
    public void Cut(Disconnection how = Disconnection.Lost)
    {
        Deafen();
        desk.Cell.Disconnect(_peer, _seat, how, desk.Now);
        desk.HandOut();
    }

    /// <summary>The connection is dead, but the server does not know yet.</summary>
    public void Deafen() => _seat.IsCut = true;

    public void Leave()
    {
        desk.Cell.Leave(_peer, _seat, desk.Now);
        desk.HandOut();
    }

    public void Ack(long? seen = null)
    {
        desk.Cell.Acknowledge(_peer, _seat, seen ?? Seq, desk.Now);
        desk.HandOut();
    }

    public void Update(string data)
    {
        desk.Cell.Update(_peer, _seat, Encoding.UTF8.GetBytes(data), desk.Now);
        desk.HandOut();
    }

    public bool Message(string text, string? to = null, string? instance = null) =>
        Send(new Signal { Kind = SignalKind.Message, Number = ++_number, TargetInstance = instance, Payload = Json(text) }, to);

    public bool Offer(string to, string ufrag, string? label = null, string? instance = null) => Send(
        new Signal { Kind = SignalKind.Offer, Number = ++_number, Connection = label, TargetInstance = instance, Payload = Sdp(ufrag) }, to);

    public bool Answer(string to, string ufrag, long negotiation = 0, string? instance = null, string? label = null) => Send(
        new Signal { Kind = SignalKind.Answer, Number = ++_number, Connection = label, Negotiation = negotiation, TargetInstance = instance, Payload = Sdp(ufrag) }, to);

    /// <summary>A candidate line, or with an empty text the end mark.</summary>
    public bool Candidate(string to, string text, string? ufrag, string? label = null) => Send(
        new Signal { Kind = SignalKind.Candidate, Number = ++_number, Connection = label, Ufrag = ufrag, Payload = Json(text) }, to);

    /// <summary>A candidate whose description that page has, as its sender knows.</summary>
    public bool DescribedCandidate(string to, string text, string? ufrag, string? instance) => Send(
        new Signal { Kind = SignalKind.Candidate, Number = ++_number, Ufrag = ufrag, IsDescribed = true, TargetInstance = instance, Payload = Json(text) }, to);

    public void Applied(string from, long number, string? error = null) => Send(
        new Signal { Kind = SignalKind.Applied, AppliedNumber = number, Payload = error is null ? default : Json(error) }, from);

    /// <summary>Sends with a number of one's own choice; later ones count on from it.</summary>
    public bool MessageAs(long number, string text, string? to)
    {
        _number = number;
        return Send(new Signal { Kind = SignalKind.Message, Number = number, Payload = Json(text) }, to);
    }

    public bool Send(in Signal signal, string? to)
    {
        var consumed = desk.Cell.Send(_peer, _seat, signal, to, desk.Now);
        desk.HandOut();
        return consumed;
    }

    /// <summary>What its last resume said that it has.</summary>
    public long Has { get; private set; }

    public void Hear(in ClientEvent e)
    {
        if (e.Kind == EventKind.Resumed) Has = e.Seen;
        _heard.Add(EventText.Of(e));
        if (e.View is { } view) (View, Ticket) = (view, view.Self);
        if (e.Kind is EventKind.Resumed && !e.Flag) Seq = 0;
        if (e.Kind is EventKind.ExistingPeers && e.Seq == 0) Seq = 0;
        if (e.Seq != 0 && e.Seq == Seq + 1) Seq = e.Seq;
    }

    public static byte[] Sdp(string ufrag) =>
        Encoding.UTF8.GetBytes(ufrag.Length == 0 ? "\"hidden\"" : $$"""{"type":"offer","sdp":"v=0\r\na=ice-ufrag:{{ufrag}}\r\na=ice-pwd:p\r\n"}""");

    private static byte[] Json(string text) => Encoding.UTF8.GetBytes($"\"{text}\"");
}
