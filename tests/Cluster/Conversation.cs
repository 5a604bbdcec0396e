using System.Diagnostics;

namespace Signaling.Cluster;

/// <summary>Pairs of clients, each pair in its own room, that talk without a pause.</summary>
internal sealed class Conversation : IAsyncDisposable
{
    private const int PaceMs = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _silence = new();
    private readonly List<(Talker Alice, Talker Bob)> _pairs = [];
    private readonly List<Task> _lives = [];
    private Task _talk = Task.CompletedTask;

    public IEnumerable<Talker> Talkers => _pairs.SelectMany(pair => new[] { pair.Alice, pair.Bob });

    public static async Task<Conversation> StartAsync(Uri address, int rooms)
    {
        var conversation = new Conversation();
        for (var i = 0; i < rooms; i++)
        {
            var pair = (new Talker(address, $"room-{i}", "alice", "bob"), new Talker(address, $"room-{i}", "bob", "alice"));
            conversation._pairs.Add(pair);
            conversation._lives.Add(pair.Item1.LiveAsync(conversation._stop.Token));
            conversation._lives.Add(pair.Item2.LiveAsync(conversation._stop.Token));
        }

        await Task.WhenAll(conversation.Talkers.Select(talker => talker.Joined.Task)).WaitAsync(Patience);
        conversation._talk = conversation.TalkAsync();
        await conversation.CaughtUpAsync();
        conversation.TakePauses();
        return conversation;
    }

    /// <summary>Waits until all that was said until now has come.</summary>
    public async Task CaughtUpAsync()
    {
        var said = _pairs.Select(pair => (pair.Alice, Bob: pair.Bob, FromAlice: pair.Alice.Sent, FromBob: pair.Bob.Sent)).ToList();
        for (var clock = Stopwatch.StartNew(); said.Any(p => p.Bob.Got < p.FromAlice || p.Alice.Got < p.FromBob); await Task.Delay(20))
        {
            if (clock.Elapsed > Patience) Assert.Fail("Not all came.\n" + Describe(said.Where(p => p.Bob.Got < p.FromAlice || p.Alice.Got < p.FromBob).SelectMany(p => new[] { p.Alice, p.Bob }).Take(2)));
        }
    }

    /// <summary>The longest silence of each talker since the last call, in milliseconds, shortest first.</summary>
    public IReadOnlyList<int> TakePauses() => TakePauses(_ => true);

    /// <summary>The same of the talkers of some rooms.</summary>
    public IReadOnlyList<int> TakePauses(Func<string, bool> isOfThose) =>
        [.. Talkers.Where(talker => isOfThose(talker.Room)).Select(talker => (int)talker.TakeLongestGap().TotalMilliseconds).Order()];

    /// <summary>Ends the talk: everything must have come, once and in order, and everybody must know it.</summary>
    public async Task<long> FinishAsync()
    {
        await _silence.CancelAsync();
        await _talk;
        await CaughtUpAsync();
        for (var clock = Stopwatch.StartNew(); Talkers.Any(talker => talker.Unresolved > 0); await Task.Delay(20))
        {
            if (clock.Elapsed > Patience) Assert.Fail("Not all is resolved.\n" + Describe(Talkers.Where(talker => talker.Unresolved > 0).Take(2)));
        }

        Check();
        foreach (var (alice, bob) in _pairs) Assert.Equal((alice.Sent, bob.Sent), (bob.Got, alice.Got));
        return Talkers.Sum(talker => talker.Got);
    }

    public void Check()
    {
        var faulty = _pairs.Where(pair => pair.Alice.Faults.Count + pair.Bob.Faults.Count > 0).Take(1).SelectMany(pair => new[] { pair.Alice, pair.Bob });
        Assert.True(!faulty.Any(), Describe(faulty));
    }

    public async ValueTask DisposeAsync()
    {
        await _silence.CancelAsync();
        await _stop.CancelAsync();
        await Task.WhenAll([_talk, .. _lives]);
        _silence.Dispose();
        _stop.Dispose();
    }

    private async Task TalkAsync()
    {
        while (!_silence.IsCancellationRequested)
        {
            foreach (var talker in Talkers) talker.Say();
            await Task.Delay(PaceMs);
        }
    }

    private static string Describe(IEnumerable<Talker> talkers) => string.Join('\n', talkers.Select(talker =>
        $"{talker.Name}: {talker.Got} came, {talker.Unresolved} of {talker.Sent} unresolved; {string.Join("; ", talker.Faults.Take(5))}\n  {string.Join("\n  ", talker.Log)}"));
}
