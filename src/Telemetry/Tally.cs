namespace Signaling.Telemetry;

/// <summary>
/// Counters for what happens with every message. Each thread counts for itself, in memory that no other thread writes: an increment costs as much as
/// an increment. Who reads adds them up.
/// </summary>
public sealed class Tally
{
    [ThreadStatic]
    private static long[]? _mine;

    [ThreadStatic]
    private static Tally? _owner;

    private readonly Lock _gate = new();
    private readonly List<(Thread Thread, long[] Counts)> _shards = [];
    private readonly long[] _ended;

    /// <param name="count">How many counters.</param>
    public Tally(int count) => _ended = new long[count];

    /// <summary>How many threads count at the moment, as far as is known: for tests.</summary>
    internal int Shards
    {
        get
        {
            lock (_gate) return _shards.Count;
        }
    }

    /// <summary>Counts one more.</summary>
    public void Add(int counter)
    {
        var mine = _owner == this ? _mine! : Join();
        mine[counter]++;
    }

    /// <summary>Counts so many more.</summary>
    public void Add(int counter, long amount)
    {
        var mine = _owner == this ? _mine! : Join();
        mine[counter] += amount;
    }

    /// <summary>The sum over all threads.</summary>
    public long this[int counter]
    {
        get
        {
            lock (_gate)
            {
                var sum = _ended[counter];
                foreach (var (_, counts) in _shards) sum += Volatile.Read(ref counts[counter]);
                return sum;
            }
        }
    }

    /// <summary>A thread's first count here. The shards of threads that have ended are folded into one.</summary>
    private long[] Join()
    {
        lock (_gate)
        {
            var here = Thread.CurrentThread;
            for (var i = _shards.Count - 1; i >= 0; i--)
            {
                if (_shards[i].Thread.IsAlive) continue;
                for (var counter = 0; counter < _ended.Length; counter++) _ended[counter] += _shards[i].Counts[counter];
                _shards.RemoveAt(i);
            }

            // Two servers in one process (tests) take turns on a thread; it goes on where it was.
            var at = _shards.FindIndex(shard => shard.Thread == here);
            if (at < 0)
            {
                at = _shards.Count;
                _shards.Add((here, new long[_ended.Length]));
            }

            _owner = this;
            return _mine = _shards[at].Counts;
        }
    }
}
