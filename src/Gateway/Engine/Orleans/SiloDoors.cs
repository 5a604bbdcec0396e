using System.Collections.Concurrent;
using Signaling.Grains.Abstractions.Streams;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>
/// This gateway's doors, one into each silo. It knocks at them every second, so it finds out soon which lead nowhere, and at new ones where a silo has
/// none. What it puts into a queue goes by the door of the silo that reads it. Until it has found doors, batches go by whatever way Orleans' client takes. A process has one gateway: the first that sends.
/// </summary>
internal sealed class SiloDoors(IGrainFactory grains) : IInboundDoors, IDisposable
{
    /// <summary>How many doors are tried at once for each silo that has none: Orleans' client takes the silos in turn.</summary>
    private const int TriesEach = 2;
    private const int PauseMax = 30;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, Door> _byQueue = new();
    private volatile Door[] _doors = [];
    private bool _isConfused;
    private string? _gateway;
    private bool _isDisposed;
    private int _knocked;

    public async ValueTask<bool> PutAsync(string queue, InboundBatch batch)
    {
        if (_gateway is null && Interlocked.CompareExchange(ref _gateway, batch.Gateway, null) is null) _ = KeepAsync(batch.Gateway);
        if (Choose(queue) is not { } door) return await grains.GetGrain<IInboundQueueGrain>(queue).Put(batch);
        var receipt = await door.Grain.Put(queue, batch);
        if (receipt.Silo is { } silo && _doors.FirstOrDefault(other => silo.Equals(other.Silo)) is { } nearer) _byQueue[queue] = nearer;
        else _byQueue.TryAdd(queue, door);
        return receipt.IsTaken;
    }

    /// <summary>A connection ended: doors may be asked by way of other silos from now on. New ones are found, and until then the old ones are used.</summary>
    public void ConnectionLost() => Volatile.Write(ref _isConfused, true);

    /// <summary>Also twice: the container knows it under two names.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true)) return;
        _stop.Cancel();
        _stop.Dispose();
    }

    private Door? Choose(string queue)
    {
        var doors = _doors;
        if (doors.Length < 2) return null; // with one silo all ways lead to it
        if (_byQueue.TryGetValue(queue, out var known) && known.IsOpen) return known;
        return Array.Find(doors, door => door.IsOpen);
    }

    private async Task KeepAsync(string gateway)
    {
        var stop = _stop.Token;
        var (siloCount, pause, wait) = (0, 1, 0);
        while (!stop.IsCancellationRequested)
        {
            var isConfused = Interlocked.Exchange(ref _isConfused, false);
            var known = isConfused ? [] : _doors;
            var places = await Task.WhenAll((known.Length > 0 ? known : Fresh(gateway, 1)).Select(door => KnockAsync(door, gateway)));
            var silos = places.FirstOrDefault(place => place is not null)?.Silos ?? [];
            var found = Sorted(known, silos);
            var missing = silos.Length - found.Count(door => door.IsOpen);
            if (isConfused || silos.Length != siloCount) (pause, wait) = (1, 0);
            siloCount = silos.Length;
            if (missing > 0 && wait-- <= 0)
            {
                Door[] fresh = [.. Fresh(gateway, missing * TriesEach)];
                await Task.WhenAll(fresh.Select(door => KnockAsync(door, gateway)));
                found = Sorted([.. known, .. fresh], silos);
                wait = pause; // a silo that cannot be reached from here would be tried for ever
                pause = Math.Min(pause * 2, PauseMax);
            }

            _doors = found;
            foreach (var (queue, door) in _byQueue)
            {
                if (!found.Contains(door)) _byQueue.TryRemove(queue, out _);
            }

            await Task.Delay(Every, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One of each silo, open ones first.</summary>
    private static Door[] Sorted(IEnumerable<Door> doors, SiloAddress[] silos) =>
        [.. doors.Where(door => door.Silo is { } silo && silos.Contains(silo)).OrderByDescending(door => door.IsOpen).DistinctBy(door => door.Silo)];

    private IEnumerable<Door> Fresh(string gateway, int count)
    {
        for (var i = 0; i < count; i++) yield return new Door(grains.GetGrain<IInboundDoorGrain>($"{gateway}/{_knocked++}"));
    }

    private static async Task<DoorPlace?> KnockAsync(Door door, string gateway)
    {
        try
        {
            var place = await door.Grain.Open(gateway);
            (door.Silo, door.IsOpen) = (place.Silo, true);
            return place;
        }
        catch (Exception)
        {
            door.IsOpen = false; // the silo has gone, or stands still
            return null;
        }
    }

    private sealed class Door(IInboundDoorGrain grain)
    {
        private volatile bool _isOpen;

        public IInboundDoorGrain Grain { get; } = grain;

        public SiloAddress? Silo { get; set; }

        public bool IsOpen { get => _isOpen; set => _isOpen = value; }
    }
}
