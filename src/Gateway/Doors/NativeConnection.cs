using System.Runtime.CompilerServices;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Ice;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors;

/// <summary>One native client: messages in, to the session; events out, to the socket.</summary>
internal sealed partial class NativeConnection : IConnection, IClientSink
{
    private readonly SessionServices _services;
    private readonly ITransport _transport;
    private readonly ClientSession _session;
    private IceLease _ice;
    private readonly string? _token;

    /// <summary>A token that came with the request is for a join or resume that brings none.</summary>
    public NativeConnection(SessionServices services, ITransport transport, string? token = null)
    {
        _token = token;
        _services = services;
        _transport = transport;
        _session = new ClientSession(services, this);
    }

    [SkipLocalsInit]
    public void OnMessage(ReadOnlyMemory<byte> utf8)
    {
        _session.Heard();
        Span<char> targetBuffer = stackalloc char[Name.BytesMax];
        Take(NativeMessage.Read(utf8, targetBuffer));
    }

    /// <summary>A message whose type the transport names itself. Returns what was wrong with it; the client has been told.</summary>
    public Code? OnMessage(NativeType type, ReadOnlyMemory<byte> fields)
    {
        _session.Heard();
        Span<char> targetBuffer = stackalloc char[Name.BytesMax];
        return Take(NativeMessage.Read(fields, targetBuffer, type));
    }

    /// <summary>Something that the transport itself could not read: an error, and the end where the code says so.</summary>
    public void OnFault(Code code)
    {
        if (code.Close != 0) _session.Refuse(code);
        else _session.Error(code);
    }

    public void OnBinary(ReadOnlyMemory<byte> data) => _session.Refuse(Reasons.BinaryFrame);

    public void OnAlive() => _session.Heard();

    public void OnClosed(int code) => _session.Disconnected(code);

    public string Door => "native";

    public void OnTick(long nowMs)
    {
        _session.Tick(nowMs);
        if (!_session.IsWelcome || !_services.Ice.TryRenew(ref _ice, nowMs, out var servers)) return;
        _transport.Send(NativeEncoder.IceServers(servers.Span));
        _transport.Flush();
    }

    public void OnShutdown() => _session.Refuse(Reasons.ShuttingDown, GatewayOptions.ShutdownRetryMs());

    public bool OnMove(MoveNotice notice)
    {
        if (!_session.IsWelcome) return false;
        _transport.Send(NativeEncoder.Move(notice));
        _transport.Flush();
        return true;
    }

    public void OnServerFull() => _session.Refuse(Reasons.ServerFull, GatewayOptions.ShutdownRetryMs());

    public void Tell(in ClientEvent e) => _transport.Send(NativeEncoder.Encode(e, _services, ref _ice));

    public void Flush() => _transport.Flush();

    public void Ping() => _transport.Ping();

    public void Close(Code code) => _transport.Close(code.Close == 0 ? 1000 : code.Close, code.Name);

    private Code? Take(in NativeMessage message)
    {
        if (message is { Fault: null, Seen: > 0, Type: not (NativeType.Resume or NativeType.Ack) }) _session.Acknowledge(message.Seen);
        var fault = message.Fault ?? Handle(message);
        if (fault is not null) _session.Error(fault, message.Seq);
        return fault;
    }

    /// <summary>Hands the message on, or says what it lacks.</summary>
    private Code? Handle(in NativeMessage message)
    {
        switch (message.Type)
        {
            case NativeType.Offer: return Relay(SignalKind.Offer, message, message.Sdp);
            case NativeType.Answer: return Relay(SignalKind.Answer, message, message.Sdp);
            case NativeType.IceCandidate: return Relay(SignalKind.Candidate, message, message.Candidate);
            case NativeType.Message: return Relay(SignalKind.Message, message, message.Data);
            case NativeType.Applied: return RelayApplied(message);
            case NativeType.JoinRoom: return Join(message);
            case NativeType.Resume: return Resume(message);
            case NativeType.Ack: return Acknowledge(message);
            case NativeType.Update: return Update(message);
            case NativeType.LeaveRoom: _session.Leave(); break;
            case NativeType.Ping: Pong(); break;
            case NativeType.State when message.PeerId is { } peer: _session.Report(peer, message.Connection, message.State, message.Detail.Span); break;
            case NativeType.State: return Reasons.MissingField;
            case NativeType.Token: return Refresh(message.Token);
            case NativeType.Kick: return Kick(message);
            case NativeType.CloseRoom: _session.CloseRoom(message.Seconds, message.Reason); break;
            default: throw new InvalidOperationException($"Unknown type {message.Type}.");
        }

        return null;
    }

    private Code? Relay(SignalKind kind, in NativeMessage message, ReadOnlyMemory<byte> payload)
    {
        var needsTarget = kind != SignalKind.Message;
        if (payload.IsEmpty || (needsTarget && message.Target.IsEmpty)) return Reasons.MissingField;
        var signal = new Signal
        {
            Kind = kind,
            Number = message.Seq,
            Connection = message.Connection,
            Negotiation = kind == SignalKind.Answer ? message.Negotiation : 0,
            TargetInstance = message.TargetInstance,
            Ufrag = message.Ufrag,
            IsDescribed = message.Described == true,
            Payload = payload,
        };
        _session.Send(signal, message.Target);
        return null;
    }

    private Code? RelayApplied(in NativeMessage message)
    {
        if (message.Target.IsEmpty || message.FromSeq == 0) return Reasons.MissingField;
        var failed = !message.Error.IsEmpty && !message.Error.Span.SequenceEqual("null"u8);
        _session.Send(
            new Signal { Kind = SignalKind.Applied, AppliedNumber = message.FromSeq, Connection = message.Connection, Payload = failed ? message.Error : default },
            message.Target);
        return null;
    }

    private Code? Join(in NativeMessage message)
    {
        if (message.Room is null) return Reasons.MissingField;
        if (message.Data.Length > _services.Limits.DataBytes) return Reasons.DataTooLarge;
        _session.Join(new JoinCommand(message.Room)
        {
            PeerId = message.PeerId,
            Instance = message.Instance,
            Acks = message.Acks ?? false,
            CanRollBack = message.RollBack ?? true,
            Data = message.Data.ToArray(),
            Ticket = message.Ticket,
            Token = message.Token ?? _token,
        });
        return null;
    }

    private Code? Resume(in NativeMessage message)
    {
        if (message.Ticket is null || message.Seen < 0) return Reasons.MissingField;
        _session.Resume(message.Ticket, message.Seen, message.Token ?? _token);
        return null;
    }

    private Code? Acknowledge(in NativeMessage message)
    {
        if (message.Seen < 0) return Reasons.MissingField;
        if (_session.Admit()) _session.Acknowledge(message.Seen);
        return null;
    }

    private Code? Update(in NativeMessage message)
    {
        if (message.Data.IsEmpty) return Reasons.MissingField;
        _session.Update(message.Data);
        return null;
    }

    private void Pong()
    {
        if (!_session.Admit()) return;
        _transport.Send("""{"type":"pong"}"""u8);
        _transport.Flush();
    }
}
