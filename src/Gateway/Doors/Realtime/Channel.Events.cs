using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>What the session tells, as frames.</summary>
internal sealed partial class Channel
{
    private Code? _told;

    void IClientSink.Tell(in ClientEvent e)
    {
        if (_isOver) return;
        switch (e.Kind)
        {
            case EventKind.ExistingPeers or EventKind.Resumed: Welcome(e.View!); break;
            case EventKind.PeerLeft:
                _callers.Forget(e.Peer!.PeerId);
                _book.Leave(e.Peer.PeerId);
                break;
            case EventKind.PeerJoined or EventKind.PeerUpdated or EventKind.PeerReset: _book.Meet(e.Peer!); break;
            case EventKind.Signal: Tell(e); break;
            case EventKind.Undelivered: Wording.Complain(_writer, Topic, _joinRef, "broadcast", e.Code!, target: e.Target is "" ? null : e.Target); break;
            case EventKind.Error: Fail(e.Code!, e.RetryAfterMs); break;
            default: break; // a suspended peer is still there; a glare is told by the offer that stands, and by what is undelivered
        }
    }

    /// <summary>No lock is held here, so this is where a join under a key that is taken is asked for again, and where who may not stay leaves.</summary>
    void IClientSink.Flush()
    {
        if (_isTakenKey && !_isOver)
        {
            _isTakenKey = false;
            _peerId = _services.NewId();
            _session = new ClientSession(_services, this);
            Join();
        }

        if (_mustDepart)
        {
            _mustDepart = false;
            _session.Depart();
        }

        _writer.Flush();
    }

    void IClientSink.Ping()
    {
    }

    /// <summary>Only the channel ends, unless the connection itself is at fault. A client comes back from an error by itself, and not from a close.</summary>
    void IClientSink.Close(Code code)
    {
        if (_isOver || _isTakenKey) return;
        if (_told != code) Wording.Complain(_writer, Topic, _joinRef, "system", code);
        if (code == Reasons.Abusive || code == Reasons.ShuttingDown || code == Reasons.SlowReader)
        {
            _transport.Close(code.Close, code.Name);
            return;
        }

        (_isOver, _mustDepart) = (true, true);
        _writer.Send(Topic, code.Retry == Retry.Never ? "phx_close" : "phx_error", _joinRef, _joinRef, "{}"u8);
        _onGone(this);
    }

    private void Welcome(RoomView view)
    {
        _book.Meet(view);
        if (_isIn) return;
        _isIn = true;
        _book.BeSelf(Presence.Of(_peerId, _instance, Presence.Data(_config.Key, default)));
        if (_joinNumber is not null) ReplyToJoin();
        if (_config.Presence) _book.Enable(_joinRef);
        if (_config.IsPrivate && !_services.Access.NeedsToken) Wording.Complain(_writer, Topic, _joinRef, "system", Reasons.NotServed, words: "This server checks no tokens: a private channel is as open as any other");
        if (_config.PostgresChanges.Count > 0) Wording.Complain(_writer, Topic, _joinRef, "postgres_changes", Reasons.NotServed, words: NoDatabase);
        if (_config.WantsReplay) Wording.Complain(_writer, Topic, _joinRef, "broadcast", Reasons.NotServed, words: "UnableToReplayMessages: This server keeps no broadcasts");
        if (_config.WantsReplicationReady) Wording.Complain(_writer, Topic, _joinRef, "system", Reasons.NotServed, words: "Replication connection was not established in time");
    }

    /// <summary>
    /// With the filters of postgres_changes as they came, as the Realtime server does it before it knows whether there will be any: clients compare
    /// them, and would give the whole channel up.
    /// </summary>
    private void ReplyToJoin()
    {
        var json = _writer.Begin(Topic, "phx_reply", _joinRef, _joinNumber);
        json.Raw("{\"status\":\"ok\",\"response\":{\"postgres_changes\":["u8);
        for (var i = 0; i < _config.PostgresChanges.Count; i++)
        {
            if (i > 0) json.Raw(","u8);
            ReadOnlySpan<byte> filter = _config.PostgresChanges[i];
            json.Raw("{\"id\":"u8);
            json.Number(i + 1);
            if (!filter[1..^1].Trim(" \t\r\n"u8).IsEmpty) json.Raw(","u8);
            json.Raw(filter[1..]);
        }

        json.Raw("],\"peerId\":"u8);
        json.String(_peerId);
        json.Raw("}}"u8);
        _writer.End(ref json);
    }

    private void Tell(in ClientEvent e)
    {
        var (signal, from) = (e.Signal, e.Peer!);
        if (signal.Kind == SignalKind.Applied) return;
        var name = from.Unlisted ? null : from.PeerId;
        if (signal.Kind == SignalKind.Message)
        {
            Broadcast.Tell(_writer, Topic, signal.Payload.Span, name);
            if (_book.IsNameless(from.PeerId)) _book.Hear(from.PeerId, Broadcast.NameIn(signal.Payload.Span));
            return;
        }

        if (signal.Kind == SignalKind.Offer) _callers.Note(from.PeerId, signal.Connection);
        var json = _writer.Begin(Topic, "broadcast", null, null);
        SignalPayload.Write(ref json, signal, from.PeerId, OwnName);
        Broadcast.End(_writer, ref json, name);
        if (_book.IsNameless(from.PeerId)) _book.Hear(from.PeerId, SignalPayload.NameIn(signal.Payload.Span));
    }

    private void Fail(Code code, int retryAfterMs)
    {
        if (_isIn && _callThread == Environment.CurrentManagedThreadId)
        {
            _fault = (code, retryAfterMs);
        }
        else if (_isIn)
        {
            _told = code;
            Wording.Complain(_writer, Topic, _joinRef, "system", code, retryAfterMs);
        }
        else if (code == Reasons.PeerIdTaken && _peerId == _config.Key)
        {
            _isTakenKey = true;
        }
        else
        {
            End(code, retryAfterMs);
        }
    }
}
