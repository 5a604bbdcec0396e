namespace Signaling.Architecture;

/// <summary>
/// A ratchet: a file up to 200 lines is free, above it must be listed with its size and may only shrink; above 350 is refused.
/// </summary>
public sealed class SizeTests
{
    private const int SoftLines = 200;
    private const int HardLines = 350;

    // An allowance may be this much too generous before it must be lowered.
    private const int SlackLines = 20;

    // path -> lines it may have. Lower a number when the file shrinks, remove it below the soft limit.
    private static readonly Dictionary<string, int> Large = new()
    {
        ["src/Core/Peers/Peer.Receiving.cs"] = 243,
        ["src/Core/Peers/Peer.Sending.cs"] = 249,
    };

    [Fact]
    public void Sources_StaySmall()
    {
        var wrong =
            from file in Repository.Matching("src/", ".cs")
            let lines = File.ReadLines(Repository.PathOf(file)).Count()
            let limit = Math.Min(Large.GetValueOrDefault(file, SoftLines), HardLines)
            where lines > limit
            select $"{file}: {lines} lines, {limit} allowed";

        Verdict.NoFaults(wrong);
    }

    [Fact]
    public void LargeFiles_ThatShrank_LoseTheirAllowance()
    {
        var loose =
            from entry in Large
            let path = Repository.PathOf(entry.Key)
            let lines = File.Exists(path) ? File.ReadLines(path).Count() : 0
            where lines <= SoftLines || lines + SlackLines < entry.Value
            select $"{entry.Key}: now {lines} lines, {entry.Value} allowed";

        Verdict.NoFaults(loose);
    }
}
