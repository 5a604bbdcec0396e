using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Signaling.Core.Sessions;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Connections;

/// <summary>Counts WebSockets by where they come from. An address without any is forgotten after a while.</summary>
internal sealed class AddressBounds(AddressOptions options, GatewayClock clock)
{
    private const int SweepAtLeast = 1_024;
    private const int ForgetMs = 60_000;

    private readonly Dictionary<ulong, Entry> _entries = [];
    private int _sweepAt = SweepAtLeast;

    /// <summary>How many addresses are known: for checks.</summary>
    internal int Count
    {
        get
        {
            lock (_entries) return _entries.Count;
        }
    }

    /// <summary>Takes one in; otherwise says when to come again.</summary>
    /// <param name="address">Where it comes from; null and, unless configured, loopback are not counted.</param>
    /// <param name="place">What to give back; 0 for nothing.</param>
    /// <param name="waitMs">When to come again.</param>
    public bool TryEnter(IPAddress? address, out ulong place, out int waitMs)
    {
        (place, waitMs) = (0, 0);
        if (address is null || (!options.Loopback && IPAddress.IsLoopback(address))) return true;
        var key = KeyOf(address);
        var now = clock.NowMs;
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                if (_entries.Count >= _sweepAt) Sweep(now);
                _entries[key] = entry = new Entry { Rate = new RateLimiter(options.ConnectsPerSecond, options.ConnectsBurst) };
            }

            entry.At = now;
            if (!entry.Rate.TryTake(now, out waitMs)) return false;
            waitMs = 1_000;
            if (entry.Open >= options.Connections) return false;
            entry.Open++;
        }

        (place, waitMs) = (key, 0);
        return true;
    }

    public void Leave(ulong place)
    {
        if (place == 0) return;
        lock (_entries)
        {
            if (_entries.TryGetValue(place, out var entry)) entry.Open--;
        }
    }

    /// <summary>IPv4: the address. IPv6: its first half, since one household has all of the other.</summary>
    internal static ulong KeyOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? 0xFFFF_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : BinaryPrimitives.ReadUInt64BigEndian(bytes) | 1UL << 63; // 0 is nobody
    }

    private void Sweep(long now)
    {
        foreach (var (key, entry) in _entries)
        {
            if (entry.Open == 0 && now - entry.At > ForgetMs) _entries.Remove(key);
        }

        _sweepAt = Math.Max(SweepAtLeast, _entries.Count * 2);
    }

    private sealed class Entry
    {
        public RateLimiter Rate;
        public int Open;
        public long At;
    }
}
