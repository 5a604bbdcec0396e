using Signaling.Core;
using Signaling.Core.Cells;
using Signaling.Core.Messages;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.Checkers;

/// <summary>P7: what is kept for a receiver, and of one sender, stays within the bounds: as the room counts it, and as counted here; so does what waits in a socket.</summary>
public sealed class BoundsChecker : Checker
{
    private readonly Dictionary<Page, Kept> _kept = [];
    private readonly HashSet<ServerConnection> _welcomed = [];

    public override void Settled(RoomCell cell)
    {
        foreach (var peer in cell.Peers)
        {
            if (peer.RetainedBytes < 0 || peer.RetainedBytes > World.Plan.Limits.RetainedBytes) Fail($"{peer.RetainedBytes} bytes are kept for {peer.Id}");
        }

        // Members who come back after a crash are let in beside those who came meanwhile.
        if (cell.Roster.Count > World.Plan.Limits.RoomPeers * World.Server.Life) Fail($"{cell.Roster.Count} peers are in {cell.Name}");
    }

    public override void HandedOut(ServerConnection to, in ClientEvent e, Sent? sent)
    {
        // What comes in one go may be beyond it: a resume brings all that was kept.
        if (to.Socket.Down.Count > 2 * World.Plan.OutboxFrames(to.Page.Acks)) Fail($"{to.Socket.Down.Count} frames wait for {to.Page.Name}, who does not read");
        if (!_kept.TryGetValue(to.Page, out var kept)) _kept[to.Page] = kept = new Kept();
        var isWelcome = e.Kind == EventKind.Resumed || (e.Kind == EventKind.ExistingPeers && e.Seq == 0);
        var isUnprompted = isWelcome && !_welcomed.Add(to); // its actor was lost, with what it had kept; numbers may go on
        if (isWelcome && (!e.Flag || isUnprompted)) kept.Clear(e.Flag ? kept.LastSeq : 0);
        if (sent is null || e.Seq <= kept.LastSeq) return;
        kept.LastSeq = e.Seq;
        var bytes = sent.Payload.Length + Limits.ItemOverheadBytes;
        kept.Items.Enqueue((e.Seq, sent.Sender, bytes));
        kept.Bytes += bytes;
        kept.BySender[sent.Sender] = kept.BySender.GetValueOrDefault(sent.Sender) + bytes;
        if (kept.Bytes > World.Plan.Limits.RetainedBytes) Fail($"{kept.Bytes} bytes wait for {to.Page.Name} to acknowledge them");
        if (kept.BySender[sent.Sender] > World.Plan.Limits.RetainedBytesPerSender) Fail($"{kept.BySender[sent.Sender]} bytes of {sent.Sender.Name} wait for {to.Page.Name} to acknowledge them");
    }

    public override void Acknowledging(ServerConnection from, long seen)
    {
        if (_kept.TryGetValue(from.Page, out var kept)) kept.Acknowledge(seen);
    }

    private sealed class Kept
    {
        public Queue<(long Seq, Page Sender, int Bytes)> Items { get; } = new();

        public Dictionary<Page, int> BySender { get; } = [];

        public int Bytes { get; set; }

        public long LastSeq { get; set; }

        public void Acknowledge(long seen)
        {
            while (Items.TryPeek(out var item) && item.Seq <= seen)
            {
                Items.Dequeue();
                Bytes -= item.Bytes;
                BySender[item.Sender] -= item.Bytes;
            }
        }

        public void Clear(long lastSeq)
        {
            Items.Clear();
            BySender.Clear();
            (Bytes, LastSeq) = (0, lastSeq);
        }
    }
}
