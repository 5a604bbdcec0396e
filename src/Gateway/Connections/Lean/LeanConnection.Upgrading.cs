using System.Net;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>This part reads the upgrade request and takes the connection to its door, or says why not.</summary>
internal sealed partial class LeanConnection
{
    private void Upgrade(ReadOnlySpan<byte> bytes, ref int start)
    {
        var length = bytes[..Math.Min(bytes.Length, RequestSniffer.HeadBytesMax)].IndexOf("\r\n\r\n"u8) + 4;
        if (length < 4)
        {
            if (bytes.Length >= RequestSniffer.HeadBytesMax) Refuse(HttpStatusCode.RequestHeaderFieldsTooLarge);
            return;
        }

        start += length;
        if (UpgradeRequest.Read(bytes[..length], out var fault) is not { } request) Refuse(fault);
        else if (_server.DoorFor(request.Path) is not { } door) Refuse(HttpStatusCode.NotFound);
        else Open(request, door);
    }

    private void Open(UpgradeRequest request, LeanDoor door)
    {
        var handshake = _server.Entrance.Locate(request.ToHandshake(Libc.PeerAddress(_fd)));
        if ((door.Check(handshake) ?? _server.Entrance.Enter(handshake, out _place)) is { } refusal)
        {
            Refuse(refusal);
            return;
        }

        _stage = Stage.Open;
        _waitBy = 0;
        if (door.IsStream) _reader = new FrameReader(_server.Limits.MessageBytes, inParts: true);
        AddUpgradeAnswer(request.Key, door.ChooseSubprotocol(handshake.Subprotocols));
        _connection = door.Accept(handshake, this);
        if (_server.HasRoom) _server.Connections.Add(_connection);
        else _connection.OnServerFull();
        Flush();
    }
}
