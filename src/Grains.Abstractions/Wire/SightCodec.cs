using Signaling.Core.Flight;
using Signaling.Core.Negotiation;

namespace Signaling.Grains.Abstractions.Wire;

/// <summary>What a gateway saw of a pair, as bytes. Each time is written as its distance from the one before.</summary>
public static class SightCodec
{
    private const byte Version = 1;

    [Flags]
    private enum Has
    {
        Restart = 1,
        Symmetric = 2,
        Candidates = 4,
        State = 8,
        About = 16,
    }

    public static byte[] ToBytes(PairSight sight)
    {
        var writer = new ByteWriter();
        writer.Byte(Version);
        writer.Text(sight.First);
        writer.Text(sight.Second);
        writer.Number(sight.AtMs);
        writer.Number(sight.Dropped);
        writer.Number(sight.Skipped);
        writer.Number(sight.Entries.Count);
        var last = sight.AtMs;
        foreach (var entry in sight.Entries)
        {
            Write(writer, entry, last);
            last = entry.AtMs;
        }

        return writer.ToArray();
    }

    public static PairSight FromBytes(ReadOnlyMemory<byte> bytes)
    {
        var reader = new ByteReader(bytes);
        Format.Check(reader.Byte(), Version);
        var (first, second, at, dropped, skipped) = (reader.Text(), reader.Text(), reader.Number(), reader.Number(), reader.Number());
        var entries = new FlightEntry[reader.Count()];
        var last = at;
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = Entry(ref reader, last);
            last = entries[i].AtMs;
        }

        return new PairSight(first, second, at, entries, (int)dropped, skipped);
    }

    private static void Write(ByteWriter to, in FlightEntry entry, long last)
    {
        var has = (entry.IsRestart ? Has.Restart : 0) | (entry.IsSymmetric ? Has.Symmetric : 0) | (entry.Candidates.Total > 0 ? Has.Candidates : 0)
            | (entry.State != LinkState.None ? Has.State : 0) | (entry.About is not null ? Has.About : 0);
        to.Byte((byte)has);
        to.Byte((byte)entry.Kind);
        to.Byte((byte)entry.By);
        to.Number(entry.AtMs - last);
        to.Number(entry.UntilMs == 0 ? 0 : entry.UntilMs - entry.AtMs + 1);
        to.TextOrNull(entry.Label);
        to.TextOrNull(entry.Code);
        foreach (var number in (ReadOnlySpan<long>)[entry.Number, entry.NumberTo, entry.Negotiation, entry.Page]) to.Number(number);
        if (has.HasFlag(Has.Candidates))
        {
            var tally = entry.Candidates;
            foreach (var count in (ReadOnlySpan<ushort>)[tally.Host, tally.Srflx, tally.Prflx, tally.Relay, tally.Unknown]) to.Number(count);
        }

        if (has.HasFlag(Has.State))
        {
            to.Byte((byte)entry.State);
            to.Byte((byte)entry.Local);
            to.Byte((byte)entry.Remote);
        }

        if (entry.About is { } about) to.Byte((byte)about);
        to.Number(entry.Addresses?.Count ?? 0);
        foreach (var address in entry.Addresses ?? []) to.Text(address);
    }

    private static FlightEntry Entry(ref ByteReader from, long last)
    {
        var has = (Has)from.Byte();
        var (kind, by, at, until) = ((FlightKind)from.Byte(), (Side)from.Byte(), last + from.Number(), from.Number());
        if (by > Side.Second) throw new InvalidDataException("A pair has two sides.");
        var (label, code) = (from.TextOrNull(), from.TextOrNull());
        var (number, numberTo, negotiation, page) = (from.Number(), from.Number(), from.Number(), (uint)from.Number());
        var tally = has.HasFlag(Has.Candidates) ? new CandidateTally((ushort)from.Number(), (ushort)from.Number(), (ushort)from.Number(), (ushort)from.Number(), (ushort)from.Number()) : default;
        var (state, local, remote) = has.HasFlag(Has.State) ? ((LinkState)from.Byte(), (CandidateType)from.Byte(), (CandidateType)from.Byte()) : default;
        FlightKind? about = has.HasFlag(Has.About) ? (FlightKind)from.Byte() : null;
        var addresses = new string[from.Count()];
        for (var i = 0; i < addresses.Length; i++) addresses[i] = from.Text();
        return new FlightEntry
        {
            AtMs = at, UntilMs = until == 0 ? 0 : at + until - 1, Kind = kind, By = by, Label = label, Number = number, NumberTo = numberTo, Negotiation = negotiation, Page = page,
            IsRestart = has.HasFlag(Has.Restart), IsSymmetric = has.HasFlag(Has.Symmetric), Candidates = tally, State = state, Local = local, Remote = remote, About = about, Code = code,
            Addresses = addresses.Length == 0 ? null : addresses,
        };
    }
}
