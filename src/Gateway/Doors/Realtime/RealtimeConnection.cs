using System.Collections.Concurrent;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Sessions;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>One Supabase client: its channels, and what is about none of them.</summary>
internal sealed class RealtimeConnection : IConnection
{
    private readonly RealtimeOptions _options;
    private readonly SessionServices _services;
    private readonly ITransport _transport;
    private readonly bool _isV2;
    private readonly string? _token;
    private readonly PhoenixWriter _writer;
    private readonly ConcurrentDictionary<string, Channel> _channels = new();
    private RateLimiter _rate;
    private int _refusedInARow;
    private long _heardAt;

    public RealtimeConnection(RealtimeOptions options, SessionServices services, ITransport transport, bool isV2, string? token)
    {
        (_options, _services, _transport, _isV2, _token, _writer) = (options, services, transport, isV2, token, new PhoenixWriter(transport, isV2));
        _rate = new RateLimiter(services.SessionLimits.MessagesPerSecond, services.SessionLimits.MessagesBurst);
        _heardAt = services.Clock.NowMs;
    }

    public void OnMessage(ReadOnlyMemory<byte> utf8) => Take(PhoenixFrame.Read(utf8, _isV2));

    public void OnBinary(ReadOnlyMemory<byte> data)
    {
        if (_isV2) Take(PhoenixFrame.ReadBinary(data));
        else Close(Reasons.BinaryFrame);
    }

    public void OnAlive() => Volatile.Write(ref _heardAt, _services.Clock.NowMs);

    /// <summary>
    /// The protocol has no word to come back with: a client that does joins anew, under its key if it has one, and finds what was sent to it meanwhile.
    /// </summary>
    public void OnClosed(int code)
    {
        foreach (var (_, channel) in _channels) channel.Leave();
    }

    public string Door => "realtime";

    public void OnTick(long nowMs)
    {
        foreach (var (_, channel) in _channels) channel.OnTick(nowMs);
        var silentMs = nowMs - Volatile.Read(ref _heardAt);
        if (silentMs >= 2L * _services.SessionLimits.HeartbeatMs) Close(Reasons.HeartbeatMissed);
        else if (silentMs >= _services.SessionLimits.HeartbeatMs) _transport.Ping();
    }

    public void OnShutdown() => Close(Reasons.ShuttingDown);

    public void OnServerFull() => Close(Reasons.ServerFull);

    private void Take(in PhoenixFrame frame)
    {
        OnAlive();
        if (!_rate.TryTake(_services.Clock.NowMs, out var waitMs))
        {
            if (++_refusedInARow > _services.SessionLimits.RefusedInARow) Close(Reasons.Abusive);
            else Refuse(frame, Reasons.RateLimited, waitMs);
        }
        else
        {
            _refusedInARow = 0;
            Handle(frame);
        }

        _writer.Flush();
    }

    private void Handle(in PhoenixFrame frame)
    {
        if (frame.Fault is { } fault) Refuse(frame, fault);
        else if (frame is { Topic: "phoenix", Event: "heartbeat" }) Accept(frame);
        else if (frame.Event == "phx_join") Join(frame);
        else if (_channels.TryGetValue(frame.Topic, out var channel)) channel.Take(frame);
        else if (frame.Event == "phx_leave") Accept(frame); // it is out, as it wanted
        else Refuse(frame, Reasons.NotJoined);
    }

    private void Join(in PhoenixFrame frame)
    {
        if (_channels.TryRemove(frame.Topic, out var earlier)) earlier.CloseFor(frame);
        if (!frame.Topic.StartsWith(RealtimeDoor.TopicPrefix, StringComparison.Ordinal))
        {
            Refuse(frame, Reasons.BadField, words: "unmatched topic");
            return;
        }

        var room = frame.Topic[RealtimeDoor.TopicPrefix.Length..];
        if (room.Length == 0) Refuse(frame, Reasons.MissingField, words: "TopicNameRequired: You must provide a topic name");
        else if (!Name.IsValid(room)) Refuse(frame, Reasons.BadName);
        else if (_channels.Count >= _options.Channels) Refuse(frame, Reasons.AlreadyJoined);
        else Enter(frame);
    }

    private void Enter(in PhoenixFrame frame)
    {
        var config = ChannelConfig.Read(frame.Payload.Span);
        if (config is { WaitsForPostgres: true, PostgresChanges.Count: > 0 })
        {
            Refuse(frame, Reasons.NotServed, words: Channel.NoDatabase);
            return;
        }

        if (config.Token is null) config = config with { Token = _token };
        var channel = new Channel(_options, _services, _transport, _writer, config, frame, gone => _channels.TryRemove(KeyValuePair.Create(gone.Topic, gone)));
        _channels[frame.Topic] = channel;
        channel.Join();
    }

    private void Accept(in PhoenixFrame frame)
    {
        if (frame.Ref is not null) _writer.ReplyOk(frame.Topic, frame.JoinRef, frame.Ref);
    }

    /// <summary>Answers, where the client can tell what the answer is to; otherwise tells it all the same.</summary>
    private void Refuse(in PhoenixFrame frame, Code code, int retryAfterMs = 0, string? words = null)
    {
        if (frame.Ref is not null) Wording.Refuse(_writer, frame.Topic, frame.JoinRef, frame.Ref, code, retryAfterMs, words);
        else Wording.Complain(_writer, frame.Topic, null, "system", code, retryAfterMs, words);
    }

    private void Close(Code code)
    {
        _transport.Close(code.Close, code.Name);
        _transport.Flush();
    }
}
