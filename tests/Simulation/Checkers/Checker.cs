using Signaling.Core.Cells;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Checkers;

/// <summary>
/// Watches one promise. What happens at the server is told before the server acts on it; what a page hears, before the page does.
/// </summary>
public abstract class Checker
{
    /// <summary>The run it watches.</summary>
    public SimWorld World { get; set; } = null!;

    /// <summary>The server is about to handle a message, while this is its roster.</summary>
    public virtual void Handling(ServerConnection from, Sent sent, IRoster roster)
    {
    }

    /// <summary>It did not take it: it will be sent again.</summary>
    public virtual void NotTaken(ServerConnection from, Sent sent)
    {
    }

    /// <summary>The server is about to take a receipt.</summary>
    public virtual void Applying(ServerConnection from, Sent applied)
    {
    }

    /// <summary>The server is about to take an acknowledgement.</summary>
    public virtual void Acknowledging(ServerConnection from, long seen)
    {
    }

    /// <summary>The server hands an event to a connection.</summary>
    public virtual void HandedOut(ServerConnection to, in ClientEvent e, Sent? sent)
    {
    }

    /// <summary>A connection is over, at the server's end.</summary>
    public virtual void Ended(ServerConnection connection)
    {
    }

    /// <summary>A process that pages are connected to dies.</summary>
    public virtual void Crashed(SimFront front)
    {
    }

    /// <summary>Two hosts of a cluster cannot reach each other from now on.</summary>
    public virtual void Cut()
    {
    }

    /// <summary>A call to a room is done.</summary>
    public virtual void Settled(RoomCell cell)
    {
    }

    /// <summary>A page takes a message of another's.</summary>
    public virtual void Received(Page page, Sent sent, in ClientEvent e, bool isRepeat)
    {
    }

    /// <summary>A page is told of another peer.</summary>
    public virtual void PresenceTold(Page page, in ClientEvent e, RosterView.Seen? known)
    {
    }

    /// <summary>A page learns its role toward another, in whatever way.</summary>
    public virtual void RoleTold(Page page, Member other, bool polite)
    {
    }

    /// <summary>A page learns that another has left.</summary>
    public virtual void Gone(Page page, string instance)
    {
    }

    /// <summary>A page gets an event with a number of the server's; it has had all up to <paramref name="seen"/>.</summary>
    public virtual void Numbered(Page page, in ClientEvent e, long seen)
    {
    }

    /// <summary>A page gets an event without a number, of a kind that must arrive.</summary>
    public virtual void Unnumbered(Page page, in ClientEvent e)
    {
    }

    /// <summary>A page's resume was answered.</summary>
    public virtual void Resumed(Page page, bool recovered)
    {
    }

    public virtual void Erred(Page page, in ClientEvent e)
    {
    }

    /// <summary>A page learned what became of a message.</summary>
    public virtual void Resolved(Sent sent)
    {
    }

    /// <summary>A page is told that something was not delivered of which it knew the fate.</summary>
    public virtual void UndeliveredAgain(Page page, long number, string target, Code code)
    {
    }

    /// <summary>Faults have stopped, and all had the time to recover.</summary>
    public virtual void Quiet()
    {
    }

    /// <summary>All have left, and all waiting times are over.</summary>
    public virtual void Deserted()
    {
    }

    protected void Fail(string what) => throw new PromiseBrokenException(GetType().Name.Replace("Checker", "", StringComparison.Ordinal), what);
}
