namespace Signaling.Simulation.Checkers;

/// <summary>P7: nothing is kept for good: not in a quiet room, and no room once all have left.</summary>
public sealed class OrphanChecker : Checker
{
    public override void Quiet()
    {
        if (World.Server.Kept().FirstOrDefault() is { } kept) Fail(kept);
    }

    public override void Deserted()
    {
        if (World.Server.Leftovers().FirstOrDefault() is { } left) Fail($"all have left, but {left} is still there");
        if (World.Connections.FirstOrDefault() is { } connection) Fail($"all have left, but {connection.Page.Name} is still connected");
    }
}
