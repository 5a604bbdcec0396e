using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>A client in one channel, which is a room. This part comes and goes; <c>Channel.Events.cs</c> tells, <c>Channel.Sending.cs</c> sends.</summary>
internal sealed partial class Channel : IClientSink
{
    public const string NoDatabase = "RealtimeDisabledForConfiguration: This server has no database, so it tells of no postgres_changes";

    private readonly RealtimeOptions _options;
    private readonly SessionServices _services;
    private readonly ITransport _transport;
    private readonly PhoenixWriter _writer;
    private readonly ChannelConfig _config;
    private readonly string _room;
    private readonly string? _joinRef;
    private readonly string? _joinNumber;
    private readonly Action<Channel> _onGone;
    private readonly PresenceBook _book;
    private readonly Callers _callers = new();
    private readonly string _instance;
    private ClientSession _session;
    private string _peerId;
    private volatile bool _isTakenKey;
    private volatile bool _isIn;
    private volatile bool _isOver;
    private volatile bool _mustDepart;

    public Channel(
        RealtimeOptions options, SessionServices services, ITransport transport, PhoenixWriter writer, ChannelConfig config, in PhoenixFrame join, Action<Channel> onGone)
    {
        (_options, _services, _transport, _writer, _config, _onGone) = (options, services, transport, writer, config, onGone);
        (Topic, _room, _joinRef, _joinNumber) = (join.Topic, join.Topic[RealtimeDoor.TopicPrefix.Length..], join.JoinRef, join.Ref);
        _book = new PresenceBook(writer, Topic);
        (_instance, _peerId) = (services.NewId(), config.Key ?? services.NewId());
        _session = new ClientSession(services, this);
    }

    public string Topic { get; }

    /// <summary>What others call the client: its key, or else what it tracks or says that it is, or else its id.</summary>
    private string OwnName => _config.Key ?? _alias ?? _peerId;

    /// <summary>
    /// Under its key, if that can be a name; pages call each other by it. Another client may have it already (a second tab, or this one's own connection
    /// that has died unnoticed): then under an id, and both are called by the key.
    /// </summary>
    public void Join()
    {
        if (_config.Key is not null && !Name.IsValid(_config.Key))
        {
            End(Reasons.BadName);
            return;
        }

        _session.Join(new JoinCommand(_room) { PeerId = _peerId, Instance = _instance, OthersOffer = true, Data = Presence.Data(_config.Key, default), Token = _config.Token });
    }

    /// <summary>The client joins the same topic again, which ends this.</summary>
    public void CloseFor(in PhoenixFrame join)
    {
        if (_joinRef is not null && _joinRef != join.JoinRef) _writer.Send(Topic, "phx_close", _joinRef, _joinRef, "{}"u8);
        Leave();
    }

    /// <summary>The client is gone from here; nothing more is said.</summary>
    public void Leave()
    {
        _isOver = true;
        _session.Depart();
        _onGone(this);
    }

    /// <summary>Called about once a second.</summary>
    public void OnTick(long nowMs) => _session.CheckAccess(nowMs);

    public void Take(in PhoenixFrame frame)
    {
        if (frame.Event == "phx_leave")
        {
            if (frame.Ref is not null) _writer.ReplyOk(Topic, frame.JoinRef, frame.Ref);
            if (_joinRef != frame.JoinRef && frame.JoinRef is not null) return; // of a join before this one
            _writer.Send(Topic, "phx_close", _joinRef, _joinRef, "{}"u8);
            Leave();
        }
        else if (!_isIn)
        {
            Refuse(frame, Reasons.NotJoined);
        }
        else
        {
            Obey(frame);
        }
    }

    private void Obey(in PhoenixFrame frame)
    {
        switch (frame.Event)
        {
            case "broadcast": Send(frame); break;
            case "presence": Show(frame); break;
            case "access_token": Renew(frame); break;
            default: Refuse(frame, Reasons.UnknownType); break;
        }
    }

    private void Refuse(in PhoenixFrame frame, Code code, int retryAfterMs = 0, string? words = null)
    {
        if (frame.Ref is not null) Wording.Refuse(_writer, Topic, frame.JoinRef, frame.Ref, code, retryAfterMs, words);
        else Wording.Complain(_writer, Topic, _joinRef, "system", code, retryAfterMs, words);
    }

    /// <summary>The join is refused.</summary>
    private void End(Code code, int retryAfterMs = 0)
    {
        _isOver = true;
        if (_joinNumber is not null) Wording.Refuse(_writer, Topic, _joinRef, _joinNumber, code, retryAfterMs);
        else Wording.Complain(_writer, Topic, _joinRef, "system", code, retryAfterMs);
        _onGone(this);
    }
}
