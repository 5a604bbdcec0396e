using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Signaling.Core.Codes;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>
/// SignalR's JSON protocol for one connection. It gives a code to what SignalR would answer with an exception, and sees what the hub does
/// not: that the client said goodbye. A malformed frame costs its sender an error, not the connection.
/// </summary>
internal sealed class HubWire(IHubProtocol json, int frameBytesMax) : IHubProtocol
{
    private static readonly FrozenSet<string> Operations =
        Enum.GetNames<NativeType>().Where(name => name != nameof(NativeType.None)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    private readonly Lock _gate = new();
    private string? _unanswered;
    private Action? _afterAnswer;
    private bool _deaf;

    public string Name => json.Name;

    public int Version => json.Version;

    public TransferFormat TransferFormat => json.TransferFormat;

    /// <summary>Set before the first frame after the handshake is read.</summary>
    public SignalRConnection? Connection { get; set; }

    /// <summary>Whether the client ended the connection by its own will.</summary>
    public bool ClientStopped { get; private set; }

    /// <summary>What the client is told instead of a bare close message.</summary>
    public CloseMessage? Farewell { get; set; }

    /// <summary>The wire of a hub connection; <see cref="HubLifetimes"/> put it there.</summary>
    public static HubWire Of(HubCallerContext hub) => (HubWire)hub.Items[typeof(HubWire)]!;

    /// <summary>What an invocation is rejected with.</summary>
    public static HubException Exception(Code code) => new($"{code.Name}: {code.Sentence}");

    public bool IsVersionSupported(int version) => json.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => json.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        json.WriteMessage(message is CloseMessage ? Farewell ?? message : message, output);
        if (message is CompletionMessage answer) Answered(answer.InvocationId!);
    }

    /// <summary>Does it now, or when the invocation at hand has been answered: an end must not overtake the answer to what asked for it.</summary>
    public void AfterAnswer(Action action)
    {
        lock (_gate)
        {
            if (_unanswered is not null)
            {
                _afterAnswer = action;
                return;
            }
        }

        action();
    }

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var waiting = input.Length;
        message = null;
        if (!_deaf)
        {
            try
            {
                if (json.TryParseMessage(ref input, binder, out message))
                {
                    message = Judge(message);
                    return true;
                }
            }
            catch (Exception)
            {
                // The parser has several kinds of exception for malformed frames; it has taken the frame before it looks into it.
                message = Fault(Reasons.BadJson);
                return true;
            }

            if (input.Length < waiting)
            {
                message = Fault(Reasons.UnknownType);
                return true;
            }

            if (waiting < frameBytesMax) return false;
            _deaf = true;
            Fault(Reasons.MessageTooLarge);
        }

        // The rest of a frame that is too large: nothing after it can be told apart, so it is read and dropped until the end.
        input = input.Slice(input.End);
        message = PingMessage.Instance;
        return true;
    }

    private HubMessage Judge(HubMessage message)
    {
        if (message is HubInvocationMessage { InvocationId.Length: > 0 } asked and (HubMethodInvocationMessage or InvocationBindingFailureMessage))
        {
            lock (_gate) _unanswered = asked.InvocationId;
        }

        switch (message)
        {
            case CloseMessage:
                ClientStopped = true;
                return message;
            case PingMessage:
                return message;
            case InvocationMessage { StreamIds: null or [] } call:
                return Operations.Contains(call.Target) ? call : Reject(call.InvocationId, call.Target, Reasons.UnknownType);
            case InvocationBindingFailureMessage call when IsBare(call.Target):
                return new InvocationMessage(call.InvocationId, call.Target, [Nothing]);
            case InvocationBindingFailureMessage call:
                return Reject(call.InvocationId, call.Target, Operations.Contains(call.Target) ? Reasons.BadField : Reasons.UnknownType);
            case HubMethodInvocationMessage call:
                return Reject(call.InvocationId, call.Target, Reasons.UnknownType);
            default:
                return Fault(Reasons.UnknownType);
        }
    }

    private void Answered(string invocationId)
    {
        Action? action;
        lock (_gate)
        {
            if (invocationId != _unanswered) return;
            _unanswered = null;
            action = _afterAnswer;
            _afterAnswer = null;
        }

        // SignalR's write lock is held here.
        if (action is not null) ThreadPool.QueueUserWorkItem(static then => then(), action, preferLocal: false);
    }

    /// <summary>Operations without fields, which people call without an argument.</summary>
    private static bool IsBare(string operation) =>
        operation.Equals(nameof(NativeType.LeaveRoom), StringComparison.OrdinalIgnoreCase) || operation.Equals(nameof(NativeType.Ping), StringComparison.OrdinalIgnoreCase);

    private InvocationBindingFailureMessage Reject(string? invocationId, string operation, Code code)
    {
        Connection?.OnFault(code);
        return new InvocationBindingFailureMessage(invocationId, operation, ExceptionDispatchInfo.Capture(Exception(code)));
    }

    private PingMessage Fault(Code code)
    {
        Connection?.OnFault(code);
        return PingMessage.Instance;
    }
}
