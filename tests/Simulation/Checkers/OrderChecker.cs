using Signaling.Core.Messages;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.Checkers;

/// <summary>
/// P1: from one sender to one receiver, messages arrive in the order sent. A candidate may come late only because it waited for its
/// description: then nothing but other candidates may come between the two.
/// </summary>
public sealed class OrderChecker : Checker
{
    private readonly Dictionary<(Page, Page), Stream> _streams = [];
    private readonly Dictionary<Sent, int> _lives = [];

    public override void Handling(ServerConnection from, Sent sent) => _lives.TryAdd(sent, World.Server.Life);

    public override void Received(Page page, Sent sent, in ClientEvent e, bool isRepeat)
    {
        // A broadcast that is sent again after a crash also goes to those who came after it was sent first.
        if (isRepeat || sent.IsStale || (sent.Target is null && World.Server.Life > 1)) return;
        if (!_streams.TryGetValue((page, sent.Sender), out var stream)) _streams[(page, sent.Sender)] = stream = new Stream();
        var (number, key) = (e.Signal.Number, (sent.Connection, sent.Ufrag));
        if (sent.Kind == SignalKind.Candidate)
        {
            if (number <= stream.LastCandidate.GetValueOrDefault(key)) Fail($"{page.Name} got {sent} after a later candidate of its generation");
            stream.LastCandidate[key] = number;
            if (number < stream.SinceDescription.GetValueOrDefault(key) && _lives[sent] == World.Server.Life) Fail($"{page.Name} got {sent} late, though its description was there");
            return;
        }

        if (number <= stream.Highest) Fail($"{page.Name} got {sent} after #{stream.Highest}");
        stream.Highest = number;
        foreach (var other in stream.SinceDescription.Keys.ToArray()) stream.SinceDescription[other] = number;
        if (sent.Ufrag is not null) stream.SinceDescription[key] = 0;
    }

    private sealed class Stream
    {
        public long Highest;

        /// <summary>The highest number that came since the last description of a generation.</summary>
        public Dictionary<(string?, string?), long> SinceDescription { get; } = [];

        public Dictionary<(string?, string?), long> LastCandidate { get; } = [];
    }
}
