namespace Signaling.Simulation.Checkers;

/// <summary>P7: nothing is kept for good: not in a quiet room, and no room once all have left.</summary>
public sealed class OrphanChecker : Checker
{
    public override void Quiet()
    {
        foreach (var peer in World.Server.Cells.Values.SelectMany(c => c.Peers))
        {
            if (!peer.IsMember) Fail($"there is still a mailbox for {peer.Id}, who never came");
            if (peer.RetainedBytes != 0) Fail($"{peer.RetainedBytes} bytes are still kept for {peer.Id}");
        }
    }

    public override void Deserted()
    {
        if (World.Server.Cells.Count > 0) Fail($"all have left, but {string.Join(' ', World.Server.Cells.Keys)} is still there");
        if (World.Server.Connections.Count > 0) Fail($"all have left, but {World.Server.Connections[0].Page.Name} is still connected");
    }
}
