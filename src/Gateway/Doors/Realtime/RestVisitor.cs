using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>Who sends over HTTP is in a room for a moment, unlisted: told of nobody, and nobody of it.</summary>
internal sealed class RestVisitor : IClientSink
{
    private readonly TaskCompletionSource _isIn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ClientSession _session;
    private volatile Fault? _fault;

    private RestVisitor(SessionServices services) => _session = new ClientSession(services, this);

    /// <summary>Sends a message. Returns why not.</summary>
    public static async Task<Fault?> SendAsync(SessionServices services, RestMessage message, string? token, CancellationToken cancellation)
    {
        var visitor = new RestVisitor(services);
        visitor._session.Join(new JoinCommand(message.Room) { Unlisted = true, Token = token });
        try
        {
            await visitor._isIn.Task.WaitAsync(cancellation);
            if (visitor._fault is null) visitor._session.Send(new Signal { Kind = SignalKind.Message, Payload = message.Message }, message.Target);
            return visitor._fault;
        }
        finally
        {
            visitor._session.Depart();
        }
    }

    void IClientSink.Tell(in ClientEvent e)
    {
        if (e.Kind == EventKind.Error) _fault ??= new Fault(e.Code!, e.RetryAfterMs);
        if (e.Kind is EventKind.Error or EventKind.ExistingPeers) _isIn.TrySetResult();
    }

    void IClientSink.Flush()
    {
    }

    void IClientSink.Ping()
    {
    }

    void IClientSink.Close(Code code)
    {
        if (!_isIn.Task.IsCompleted) _fault ??= new Fault(code, 0);
        _isIn.TrySetResult();
    }

    /// <summary>Why a message was refused, and when to try again where that helps.</summary>
    internal sealed record Fault(Code Code, int RetryAfterMs);
}
