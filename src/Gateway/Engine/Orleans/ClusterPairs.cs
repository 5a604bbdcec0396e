using Signaling.Core.Flight;
using Signaling.Grains.Abstractions;
using Signaling.Grains.Abstractions.Wire;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>
/// Pairs of a cluster: each gateway has seen its own clients' side. Any of them gives the same answer, by the clock of the gateway whose name comes
/// first. Who does not answer is left out, and the answer says that: half a timeline helps more than none, most of all when the cluster is ill.
/// </summary>
/// <param name="cluster">The way to the other gateways.</param>
/// <param name="own">This gateway's name.</param>
/// <param name="source">What this gateway saw; null where it does not record.</param>
internal sealed class ClusterPairs(IGrainFactory cluster, string own, IPairSource? source) : IPairDirectory
{
    public async ValueTask<PairsFound> ListAsync(string? room, string? peerId, int max)
    {
        var (answers, isPartial) = await AskAsync(gateways => gateways.Pairs(room, peerId, max), answer => answer.Pairs is not null);
        var mentions = answers.SelectMany(answer => answer.Pairs!).Select(pair => new PairMention(new PairName(pair.Room, pair.First, pair.Second), pair.LastAt))
            .Concat(source?.Newest(room, peerId, max) ?? []);
        PairName[] newest = [.. mentions.GroupBy(pair => pair.Name).OrderByDescending(same => same.Max(pair => pair.LastAt)).Take(max).Select(same => same.Key)];
        var found = await SightsAsync(newest);
        return found with { IsPartial = found.IsPartial || isPartial };
    }

    public ValueTask<PairsFound> FindAsync(PairName name) => SightsAsync([name]);

    private async ValueTask<PairsFound> SightsAsync(PairName[] names)
    {
        if (names.Length == 0) return new PairsFound([], IsPartial: false);
        PairEntry[] asked = [.. names.Select(name => new PairEntry(name.Room, name.First, name.Second, 0))];
        var (answers, isPartial) = await AskAsync(gateways => gateways.Sights(asked), answer => answer.Sights?.Length == names.Length);
        var parts = names.Select(_ => new SortedDictionary<string, PairSight>(StringComparer.Ordinal)).ToList();
        foreach (var answer in answers) isPartial |= !TryRead(answer, parts);
        for (var i = 0; i < names.Length; i++)
        {
            if (source?.Sight(names[i]) is { } seen) parts[i][own] = seen;
        }

        return new PairsFound([.. names.Zip(parts).Where(each => each.Second.Count > 0).Select(each => (each.First.Room, SightMerge.Of([.. each.Second.Values])))], isPartial);
    }

    /// <summary>A gateway that writes otherwise, as during an upgrade it may, is one that has not answered.</summary>
    private static bool TryRead(GatewaySights answer, List<SortedDictionary<string, PairSight>> parts)
    {
        try
        {
            for (var i = 0; i < parts.Count; i++)
            {
                if (answer.Sights![i] is { IsEmpty: false } bytes) parts[i][answer.Gateway] = SightCodec.FromBytes(bytes);
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private async Task<(IReadOnlyList<T> Answers, bool IsPartial)> AskAsync<T>(Func<IGatewaysGrain, ValueTask<T[]>> ask, Func<T, bool> hasAnswered)
    {
        try
        {
            var answers = await OrleansEngine.ReachAsync(() => ask(cluster.GetGrain<IGatewaysGrain>(own)));
            T[] good = [.. answers.Where(hasAnswered)];
            return (good, good.Length < answers.Length);
        }
        catch (Exception e) when (e is EngineUnreachableException or ArgumentException) // silos of an earlier version know no such grain
        {
            return ([], true);
        }
    }
}
