using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.YWebrtc;

/// <summary>A connection's subscription: a session in the room of the topic, and what it is told there.</summary>
internal sealed class TopicSeat : IClientSink
{
    private readonly ITransport _transport;
    private readonly string _topic;
    private int _others;
    private volatile bool _mustDepart;

    public TopicSeat(SessionServices services, ITransport transport, string topic)
    {
        (_transport, _topic) = (transport, topic);
        Session = new ClientSession(services, this);
    }

    public ClientSession Session { get; }

    /// <summary>The room was left, or never entered.</summary>
    public bool IsOver { get; private set; }

    /// <summary>What was published, by this client or another. The protocol echoes.</summary>
    public void TellPublished(ReadOnlySpan<byte> data)
    {
        var json = new JsonText();
        json.Raw("""{"type":"publish","topic":"""u8);
        json.String(_topic);
        json.Raw(",\"data\":"u8);
        json.Raw(data);
        json.Raw(",\"clients\":"u8);
        json.Number(_others + 1);
        json.Raw("}"u8);
        _transport.Send(json.Written);
    }

    void IClientSink.Tell(in ClientEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.ExistingPeers or EventKind.Resumed: _others = e.View!.Peers.Count; break;
            case EventKind.PeerJoined: _others++; break;
            case EventKind.PeerLeft: _others = Math.Max(0, _others - 1); break;
            case EventKind.Signal when e.Signal.Kind == SignalKind.Message: TellPublished(e.Signal.Payload.Span); break;
            default: break; // the protocol has no word for it
        }
    }

    /// <summary>No lock is held here, so this is where who may not stay leaves.</summary>
    void IClientSink.Flush()
    {
        if (_mustDepart)
        {
            _mustDepart = false;
            Session.Depart();
        }

        _transport.Flush();
    }

    void IClientSink.Ping()
    {
    }

    /// <summary>Only a client that was abusive, or a server that stops, ends more than the subscription.</summary>
    void IClientSink.Close(Code code)
    {
        IsOver = true;
        _mustDepart = code == Reasons.TokenExpired; // the connection lives on, so nobody else would take the client out of the room
        if (code == Reasons.Abusive || code == Reasons.ShuttingDown) _transport.Close(code.Close, code.Name);
    }
}
