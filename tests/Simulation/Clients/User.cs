using Signaling.Simulation.World;

namespace Signaling.Simulation.Clients;

/// <summary>A person with a browser: one page after the other under one peer id.</summary>
public sealed class User(SimWorld world, string id, string room)
{
    private int _pages;

    public string Id { get; } = id;

    public string Room { get; } = room;

    public bool Acks { get; init; } = true;

    public bool CanRollBack { get; init; } = true;

    public bool SendsReceipts { get; init; } = true;

    /// <summary>It says which page of the receiver it means, where it knows.</summary>
    public bool NamesInstances { get; init; } = true;

    public bool IsHasty { get; init; }

    public bool IsGreedy { get; init; }

    /// <summary>The page that is open; null when none is.</summary>
    public Page? Page { get; private set; }

    /// <summary>The instance that the ticket kept by the browser names.</summary>
    public string? TicketInstance { get; set; }

    public Page Open(bool withTicket)
    {
        Page = new Page(world, this, $"{Id}{Room[^1..]}.{++_pages}", withTicket ? TicketInstance : null);
        world.Note(Page.Name, "opens");
        Page.Connect();
        return Page;
    }

    /// <summary>The page is gone for good.</summary>
    public void Closed(Page page)
    {
        if (Page == page) Page = null;
    }
}
