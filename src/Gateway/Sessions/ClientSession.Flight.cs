using Signaling.Core.Flight;
using Signaling.Core.Messages;
using Signaling.Gateway.Flight;

namespace Signaling.Gateway.Sessions;

/// <summary>What the flight recorder is told of this session.</summary>
public sealed partial class ClientSession
{
    private volatile FlightSeat? _flight; // null where nothing is recorded

    /// <summary>The client says how its connection to a peer is: for diagnosis.</summary>
    public void Report(ReadOnlySpan<char> peerId, string? connection, LinkState state, ReadOnlySpan<byte> detail)
    {
        if (Admit() && state != LinkState.None) _flight?.State(peerId, connection, state, detail);
    }

    private void Record(in ClientEvent e)
    {
        if (_services.Flight is not { } recorder) return;
        if (e.View is { } view) _flight ??= recorder.Seat(view.Room, view.Self.PeerId, view.Self.Instance);
        else _flight?.Told(e);
    }
}
