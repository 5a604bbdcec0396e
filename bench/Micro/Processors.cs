using System.Diagnostics;

namespace Signaling.Micro;

/// <summary>
/// What a second processor brings, without sockets and without a generator that would share it: the same routing by one thread and by two, each with
/// rooms of its own. A lock or a counter that they share would show as processor time for each message.
/// </summary>
internal static class Processors
{
    private const int Rounds = 7;
    private const int RoomsEach = 100;
    private const int CandidatesEach = 64; // so that one thread's room is not always in the cache
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(1.5);

    /// <summary>Prints a table: medians of rounds that take turns, and their spread.</summary>
    public static async Task RunAsync()
    {
        await using var gateway = new Gateway();
        var lanes = Enumerable.Range(0, 2).Select(lane => new Lane(gateway, lane)).ToArray();
        foreach (var acks in (bool[])[false, true])
        {
            Measure(lanes, acks); // warms up
            var results = new[] { 1, 2 }.ToDictionary(threads => threads, _ => new List<Result>());
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var (threads, list) in results) list.Add(Measure(lanes[..threads], acks));
            }

            foreach (var (threads, list) in results)
            {
                Console.WriteLine(
                    $"| {threads} | {(acks ? "yes" : "no")} | {Spread(list, result => result.MessagesPerSecond, "N0")} | {Spread(list, result => result.CpuNs, "N0")} | {Spread(list, result => result.Busy, "N2")} |");
            }
        }
    }

    private static Result Measure(Lane[] lanes, bool acks)
    {
        using var start = new Barrier(lanes.Length + 1);
        var end = false;
        var counts = new long[lanes.Length];
        var threads = lanes.Select((lane, i) => new Thread(() =>
        {
            start.SignalAndWait();
            while (!Volatile.Read(ref end)) counts[i] += lane.Turn(acks);
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        start.SignalAndWait();
        var (cpu, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        Thread.Sleep(RoundTime);
        Volatile.Write(ref end, true);
        foreach (var thread in threads) thread.Join();
        var (used, elapsed, count) = (Environment.CpuUsage.TotalTime - cpu, clock.Elapsed, counts.Sum());
        return new Result(count / elapsed.TotalSeconds, used.TotalNanoseconds / count, used / elapsed);
    }

    private static string Spread(List<Result> results, Func<Result, double> figure, string format)
    {
        var sorted = results.Select(figure).Order().ToList();
        return $"{sorted[sorted.Count / 2].ToString(format)} ({sorted[0].ToString(format)}–{sorted[^1].ToString(format)})";
    }

    private readonly record struct Result(double MessagesPerSecond, double CpuNs, double Busy);

    /// <summary>One thread's rooms of two.</summary>
    private sealed class Lane
    {
        private readonly Pair[] _pairs;
        private int _next;

        public Lane(Gateway gateway, int lane) =>
            _pairs = [.. Enumerable.Range(0, RoomsEach * 2).Select(room => new Pair(gateway, $"room-{lane}-{room}", acks: room % 2 == 1))];

        /// <summary>Candidates in one room, and where they are asked for the acknowledgement.</summary>
        public int Turn(bool acks)
        {
            _next = (_next + 2) % _pairs.Length;
            return _pairs[_next + (acks ? 1 : 0)].Say();
        }
    }

    private sealed class Pair
    {
        private readonly Gateway.Client _alice;
        private readonly Gateway.Client _bob;
        private readonly bool _acks;
        private readonly byte[] _plain = Texts.Candidate("bob");
        private readonly NumberedText _candidate = NumberedText.Candidate("bob");
        private readonly NumberedText _ack = NumberedText.Ack();
        private long _number;

        public Pair(Gateway gateway, string room, bool acks)
        {
            _acks = acks;
            (_alice, _bob) = (gateway.Join("alice", acks, room), gateway.Join("bob", acks, room));
            _alice.Say(Texts.Offer("bob", acks ? ++_number : 0));
        }

        public int Say()
        {
            for (var i = 0; i < CandidatesEach; i++) _alice.Say(_acks ? _candidate.With(++_number) : _plain);
            if (_acks) _bob.Say(_ack.With(_number));
            if (_alice.Refused > 0) throw new InvalidOperationException("Refused.");
            return CandidatesEach;
        }
    }
}
