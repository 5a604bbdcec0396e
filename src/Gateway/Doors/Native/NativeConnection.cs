using System.Runtime.CompilerServices;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.Native;

/// <summary>One native client: messages in, to the session; events out, to the socket.</summary>
internal sealed class NativeConnection : IConnection, IClientSink
{
    private readonly SessionServices _services;
    private readonly ITransport _transport;
    private readonly ClientSession _session;

    public NativeConnection(SessionServices services, ITransport transport)
    {
        _services = services;
        _transport = transport;
        _session = new ClientSession(services, this);
    }

    [SkipLocalsInit]
    public void OnMessage(ReadOnlyMemory<byte> utf8)
    {
        _session.Heard();
        Span<char> targetBuffer = stackalloc char[Name.BytesMax];
        var message = NativeMessage.Read(utf8, targetBuffer);
        if (message.Fault is { } fault)
        {
            _session.Error(fault, message.Seq);
            return;
        }

        if (message.Seen > 0 && message.Type is not (NativeType.Resume or NativeType.Ack)) _session.Acknowledge(message.Seen);
        Handle(message);
    }

    public void OnBinary(ReadOnlyMemory<byte> data) => _session.Refuse(Reasons.BinaryFrame);

    public void OnAlive() => _session.Heard();

    public void OnClosed(int code) => _session.Disconnected(code);

    public void OnTick(long nowMs) => _session.Tick(nowMs);

    public void OnShutdown() => _session.Refuse(Reasons.ShuttingDown, GatewayOptions.ShutdownRetryMs());

    public void OnServerFull() => _session.Refuse(Reasons.ServerFull, GatewayOptions.ShutdownRetryMs());

    public void Tell(in ClientEvent e) => _transport.Send(NativeEncoder.Encode(e, _services));

    public void Flush() => _transport.Flush();

    public void Ping() => _transport.Ping();

    public void Close(Code code) => _transport.Close(code.Close == 0 ? 1000 : code.Close, code.Name);

    private void Handle(in NativeMessage message)
    {
        switch (message.Type)
        {
            case NativeType.Offer: Relay(SignalKind.Offer, message, message.Sdp); break;
            case NativeType.Answer: Relay(SignalKind.Answer, message, message.Sdp); break;
            case NativeType.IceCandidate: Relay(SignalKind.Candidate, message, message.Candidate); break;
            case NativeType.Message: Relay(SignalKind.Message, message, message.Data); break;
            case NativeType.Applied: RelayApplied(message); break;
            case NativeType.Ack: Acknowledge(message); break;
            case NativeType.JoinRoom: Join(message); break;
            case NativeType.Resume: Resume(message); break;
            case NativeType.Update: Update(message); break;
            case NativeType.LeaveRoom: _session.Leave(); break;
            case NativeType.Ping: Pong(); break;
            case NativeType.State: Note(message.PeerId); break;
            case NativeType.Token: Note(message.Token); break;
            default: throw new InvalidOperationException($"Unknown type {message.Type}.");
        }
    }

    private void Relay(SignalKind kind, in NativeMessage message, ReadOnlyMemory<byte> payload)
    {
        var needsTarget = kind != SignalKind.Message;
        if (payload.IsEmpty || (needsTarget && message.Target.IsEmpty))
        {
            _session.Error(Reasons.MissingField, message.Seq);
            return;
        }

        var signal = new Signal
        {
            Kind = kind,
            Number = message.Seq,
            Connection = message.Connection,
            Negotiation = kind == SignalKind.Answer ? message.Negotiation : 0,
            TargetInstance = message.TargetInstance,
            Ufrag = message.Ufrag,
            Payload = payload,
        };
        _session.Send(signal, message.Target);
    }

    private void RelayApplied(in NativeMessage message)
    {
        if (message.Target.IsEmpty || message.FromSeq == 0)
        {
            _session.Error(Reasons.MissingField);
            return;
        }

        var failed = !message.Error.IsEmpty && !message.Error.Span.SequenceEqual("null"u8);
        _session.Send(
            new Signal { Kind = SignalKind.Applied, AppliedNumber = message.FromSeq, Connection = message.Connection, Payload = failed ? message.Error : default },
            message.Target);
    }

    private void Join(in NativeMessage message)
    {
        if (message.Room is null)
        {
            _session.Error(Reasons.MissingField);
        }
        else if (message.Data.Length > _services.Limits.DataBytes)
        {
            _session.Error(Reasons.DataTooLarge);
        }
        else
        {
            _session.Join(new JoinCommand(message.Room)
            {
                PeerId = message.PeerId,
                Instance = message.Instance,
                Acks = message.Acks ?? false,
                CanRollBack = message.RollBack ?? true,
                Data = message.Data.ToArray(),
                Ticket = message.Ticket,
            });
        }
    }

    private void Resume(in NativeMessage message)
    {
        if (message.Ticket is null || message.Seen < 0) _session.Error(Reasons.MissingField);
        else _session.Resume(message.Ticket, message.Seen);
    }

    private void Acknowledge(in NativeMessage message)
    {
        if (message.Seen < 0) _session.Error(Reasons.MissingField);
        else if (_session.Admit()) _session.Acknowledge(message.Seen);
    }

    private void Update(in NativeMessage message)
    {
        if (message.Data.IsEmpty) _session.Error(Reasons.MissingField);
        else _session.Update(message.Data);
    }

    /// <summary>A message without an effect here, that has the field it needs or not.</summary>
    private void Note(string? needed)
    {
        if (needed is null) _session.Error(Reasons.MissingField);
        else _session.Admit();
    }

    private void Pong()
    {
        if (!_session.Admit()) return;
        _transport.Send("""{"type":"pong"}"""u8);
        _transport.Flush();
    }
}
