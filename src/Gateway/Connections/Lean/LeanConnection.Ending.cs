using System.Net;
using System.Net.WebSockets;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>This part ends a connection, on the loop's thread: by the client's close, by a broken rule, by a refusal, or at once.</summary>
internal sealed partial class LeanConnection
{
    public override void End()
    {
        if (_stage == Stage.Ended) return;
        Tell(NoCloseFrame);
        _stage = Stage.Ended;
        _kept.Release();
        _reader.Release();
        Loop.Close(Detach());
        _server.Left();
    }

    /// <summary>The client closes: it gets its code back, and the socket is closed when that is out.</summary>
    private void Part(int code)
    {
        _stage = Stage.Parting;
        Close(code == FrameEvent.NoCode ? (int)WebSocketCloseStatus.NormalClosure : code, "");
        Tell(code);
        WriteOut();
    }

    private void Fail(int code, string reason)
    {
        Close(code, reason);
        Discard();
    }

    /// <summary>Nothing more can be sent to it. It may still read what was, and why.</summary>
    private void GiveUp()
    {
        if (_stage == Stage.Open) Discard();
    }

    private void Refuse(HttpStatusCode status)
    {
        AddRaw(UpgradeAnswer.Refuse(status));
        Discard();
    }

    private void Refuse(Refusal refusal)
    {
        AddRaw(UpgradeAnswer.Refuse(refusal));
        Discard();
    }

    private void Discard()
    {
        _stage = Stage.Discarding;
        _waitBy = 0;
        StopSending();
        Tell(NoCloseFrame);
        WriteOut();
    }

    private void Tell(int code)
    {
        if (_connection is not { } connection) return;
        _connection = null;
        _server.Entrance.Leave(_place);
        _server.Connections.Remove(connection);
        connection.OnClosed(code);
    }

    private void AfterWrite()
    {
        if (_stage is not (Stage.Parting or Stage.Discarding) || !IsWrittenOut) return;
        if (_stage == Stage.Parting) End();
        else EndOutput();
    }

    /// <summary>Our last word is out: the client sees the end behind it.</summary>
    private void EndOutput()
    {
        if (_isShut) return;
        _isShut = true;
        Libc.Shutdown(_fd, both: false);
    }
}
