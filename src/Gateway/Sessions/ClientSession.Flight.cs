using Signaling.Core.Flight;
using Signaling.Core.Messages;
using Signaling.Gateway.Flight;

namespace Signaling.Gateway.Sessions;

/// <summary>What the flight recorder is told of this session. The seat is made with the first thing worth telling: an idle session has none.</summary>
public sealed partial class ClientSession
{
    private FlightSeat? _flight;
    private Member? _flightSelf;
    private string? _flightRoom;

    /// <summary>The client says how its connection to a peer is: for diagnosis.</summary>
    public void Report(ReadOnlySpan<char> peerId, string? connection, LinkState state, ReadOnlySpan<byte> detail)
    {
        if (Admit() && state != LinkState.None) FlightSeat()?.State(peerId, connection, state, detail);
    }

    private void RecordSent(in Signal signal, ReadOnlySpan<char> target)
    {
        if (signal.Kind != SignalKind.Message) FlightSeat()?.Sent(_acks ? signal : signal with { Number = 0 }, target);
    }

    private void RecordTold(in ClientEvent e)
    {
        if (e.View is { } view) (_flightRoom, _flightSelf) = (view.Room, view.Self);
        else if (e is { Kind: EventKind.Signal, Signal.Kind: not SignalKind.Message }) FlightSeat()?.Told(e);
        else Volatile.Read(ref _flight)?.Told(e);
    }

    private FlightSeat? FlightSeat()
    {
        if (Volatile.Read(ref _flight) is { } seat) return seat;
        if (_services.Flight is not { } recorder || _flightSelf is not { } self || _flightRoom is not { } room) return null;
        var made = recorder.Seat(room, self.PeerId, self.Instance);
        return Interlocked.CompareExchange(ref _flight, made, null) ?? made;
    }
}
