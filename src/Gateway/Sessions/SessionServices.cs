using Signaling.Core;
using Signaling.Core.Messages;
using Signaling.Core.Sessions;
using Signaling.Gateway.Auth;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Flight;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Ice;
using Signaling.Gateway.Telemetry;
using Signaling.Gateway.Tickets;

namespace Signaling.Gateway.Sessions;

/// <summary>What every session of a gateway shares.</summary>
public sealed record SessionServices(
    IEngine Engine, GatewayClock Clock, TicketMint Tickets, Limits Limits, SessionLimits SessionLimits, GatewayOptions Options, IceDesk Ice, GatewayMeter Meter,
    Access Access)
{
    /// <summary>Records how calls are set up; null where nothing is recorded.</summary>
    public FlightRecorder? Flight { get; init; }

    /// <summary>A name that nobody else has: for peers and instances that name none themselves.</summary>
    public string NewId() => ShortId.New(16);

    /// <summary>The ticket of a member.</summary>
    public string TicketFor(RoomView view) => Tickets.Issue(new Ticket(view.Room, view.Self, Clock.NowMs));
}
