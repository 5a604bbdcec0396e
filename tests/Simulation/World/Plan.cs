using Signaling.Core;
using Signaling.Core.Sessions;

namespace Signaling.Simulation.World;

/// <summary>
/// The configuration of one run. Each seed draws its own: some faults are off altogether, the weights of the rest differ widely. That
/// finds more than one average mix.
/// </summary>
public sealed record Plan
{
    public int Users { get; init; } = 2;

    public int Rooms { get; init; } = 1;

    /// <summary>Things that users and faults do before the faults stop.</summary>
    public int Actions { get; init; }

    /// <summary>The longest pause between two of them.</summary>
    public int PauseMs { get; init; } = 100;

    /// <summary>How long a frame travels.</summary>
    public int DelayMsMin { get; init; } = 1;

    public int DelayMsMax { get; init; } = 5;

    /// <summary>Percentages of users of each kind.</summary>
    public int WithoutAcks { get; init; }

    public int WithoutRollback { get; init; }

    public int WithoutInstances { get; init; }

    public int WithoutReceipts { get; init; }

    /// <summary>Users who send candidates before their offer.</summary>
    public int Hasty { get; init; }

    /// <summary>Users who do not heed the limits they are told.</summary>
    public int Greedy { get; init; }

    /// <summary>How likely each kind of action is, by <see cref="Deed"/>.</summary>
    public int[] Weights { get; init; } = new int[(int)Deed.Count];

    public Limits Limits { get; init; } = new();

    public SessionLimits SessionLimits { get; init; } = new();

    /// <summary>
    /// Frames that may wait for a page before it is closed as slow. All that may be kept for it must fit, or a resume alone would be too much, each
    /// time.
    /// </summary>
    public int OutboxFrames(bool acks) => (Limits.RetainedBytes / Core.Limits.ItemOverheadBytes) + (acks ? Limits.UnresolvedMessages + 50 : 20);

    public static Plan Draw(Tape tape)
    {
        var weights = new int[(int)Deed.Count];
        for (var deed = 0; deed < weights.Length; deed++) weights[deed] = tape.Next(3) == 0 ? 0 : 1 << tape.Next(6);
        weights[(int)Deed.Join] = 8 + tape.Next(40);
        if (tape.Chance(60)) weights[(int)Deed.Crash] = 0;
        else weights[(int)Deed.Crash] = Math.Min(4, weights[(int)Deed.Crash]);
        weights[(int)Deed.Jump] = Math.Min(4, weights[(int)Deed.Jump]);
        weights[(int)Deed.Leave] = Math.Min(8, weights[(int)Deed.Leave]);

        return new Plan
        {
            Users = tape.Between(2, 5),
            Rooms = tape.Chance(15) ? 2 : 1,
            Actions = tape.Between(10, 80),
            PauseMs = tape.Pick([5, 50, 500, 5_000, 20_000]),
            DelayMsMin = 1,
            DelayMsMax = tape.Pick([1, 20, 200, 2_000]),
            WithoutAcks = tape.Pick([0, 0, 0, 30, 100]),
            WithoutRollback = tape.Pick([0, 0, 30, 100]),
            WithoutInstances = tape.Pick([0, 0, 0, 50]),
            WithoutReceipts = tape.Pick([0, 50, 100]),
            Hasty = tape.Pick([0, 0, 50]),
            Greedy = tape.Pick([0, 0, 30]),
            Weights = weights,
            Limits = DrawLimits(tape),
            SessionLimits = tape.Chance(70) ? new SessionLimits() : new SessionLimits
            {
                MessagesPerSecond = tape.Pick([2, 10, 50]),
                MessagesBurst = tape.Pick([4, 20]),
                RefusedInARow = tape.Pick([2_048, 4_096]), // never less than a client may have on the wire
            },
        };
    }

    /// <summary>The same faults on the server's side, under two who acknowledge, talk all the time and stay.</summary>
    public Plan OfTwoThatTalk(Tape tape)
    {
        var weights = new int[(int)Deed.Count];
        (weights[(int)Deed.Join], weights[(int)Deed.Message], weights[(int)Deed.Cut], weights[(int)Deed.Crash]) = (4, 60, tape.Pick([0, 1]), 1);
        return this with
        {
            Users = 2,
            Rooms = 1,
            WithoutAcks = 0,
            Greedy = 0,
            Actions = tape.Between(100, 400),
            PauseMs = tape.Pick([50, 200, 500]),
            DelayMsMax = tape.Pick([1, 5]),
            Weights = weights,
            Limits = new Limits(),
            SessionLimits = new SessionLimits(),
        };
    }

    private static Limits DrawLimits(Tape tape)
    {
        if (tape.Chance(60)) return new Limits();
        var retained = tape.Pick([1_500, 4_000, 20_000]);
        return new Limits
        {
            RetainedBytes = retained,
            RetainedBytesPerSender = retained / tape.Pick([1, 2, 4]),
            UnresolvedMessages = tape.Pick([4, 16, 1_024]),
            UnresolvedBytes = tape.Pick([1_000, 10_000, 1 << 20]),
            RoomPeers = tape.Pick([2, 3, 500]),
            AckCount = tape.Pick([1, 4, 64]),
            ConnectionsPerPair = tape.Pick([1, 16]),
        };
    }
}

/// <summary>What users and faults do.</summary>
public enum Deed
{
    Join,
    Leave,
    Reload,
    PageGone,
    Message,
    Broadcast,
    MessageToAbsent,
    Offer,
    OfferToAbsent,
    Restart,
    Flood,
    Update,
    Cut,
    Vanish,
    SlowReader,
    SecondSocket,
    Crash,
    Jump,
    Count,
}
