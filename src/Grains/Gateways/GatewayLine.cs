using System.Diagnostics;
using Signaling.Core.Links;
using Signaling.Grains.Abstractions;
using Signaling.Grains.Hosting;

namespace Signaling.Grains.Gateways;

/// <summary>
/// The way from this silo to one gateway: one call at a time, with everything that actors here have for it by then. So the cost follows the
/// gateways, not the peers, and order holds.
/// </summary>
internal sealed class GatewayLine(IGatewayObserver gateway, Action gone, SiloMeter meter)
{
    private const int ParcelsMax = 1_024;

    /// <summary>A call that went by way of a silo that died is never answered; what it carried is sent again, and taken once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(750);

    private readonly Lock _gate = new();
    private readonly Queue<(Parcel Parcel, TaskCompletionSource<BatchReply> Fate)> _parcels = new();
    private readonly Queue<ActorAnswer> _answers = new();
    private volatile TaskScheduler? _door;
    private bool _sending;

    /// <summary>Sends an actor's batch; an actor has one on its way at a time.</summary>
    public Task<BatchReply> Send(Parcel parcel)
    {
        var fate = new TaskCompletionSource<BatchReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _parcels.Enqueue((parcel, fate));
            StartSending();
        }

        return fate.Task;
    }

    /// <summary>Tells what became of a batch of the gateway's. If that is lost the gateway asks again.</summary>
    public void Answer(ActorAnswer answer)
    {
        lock (_gate)
        {
            _answers.Enqueue(answer);
            StartSending();
        }
    }

    /// <summary>
    /// Has calls made by the gateway's door into this silo, with its scheduler: Orleans' client sends the answer by way of the silo by which it asks the
    /// caller, and asks this one by way of this silo.
    /// </summary>
    public void GoThrough(TaskScheduler door) => _door = door;

    /// <summary>The door ends. True when nothing is on its way.</summary>
    public bool Leave(TaskScheduler door)
    {
        Interlocked.CompareExchange(ref _door, null, door);
        lock (_gate) return _door is null && !_sending;
    }

    private void StartSending()
    {
        if (_sending) return;
        _sending = true;
        GoOn();
    }

    private void GoOn()
    {
        if (_door is { } door) Task.Factory.StartNew(static line => ((GatewayLine)line!).SendAllAsync(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, door);
        else ThreadPool.UnsafeQueueUserWorkItem(static line => _ = line.SendAllAsync(), this, preferLocal: false);
    }

    private async Task SendAllAsync()
    {
        while (TakeNext(out var parcels, out var answers))
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                var outbound = new Outbound([.. parcels.Select(p => p.Parcel)], answers);
                var replies = await gateway.Take(outbound.ToBytes()).WaitAsync(Patience);
                meter.CalledGateway(succeeded: true, began);
                for (var i = 0; i < parcels.Count; i++) parcels[i].Fate.SetResult(replies[i]);
            }
            catch (Exception e)
            {
                meter.CalledGateway(succeeded: false, began);
                if (e is ClientNotAvailableException) gone();
                foreach (var parcel in parcels) parcel.Fate.TrySetException(e);
            }

            if ((_door ?? TaskScheduler.Default) == TaskScheduler.Current) continue;
            GoOn();
            return;
        }
    }

    private bool TakeNext(out List<(Parcel Parcel, TaskCompletionSource<BatchReply> Fate)> parcels, out List<ActorAnswer> answers)
    {
        (parcels, answers) = ([], []);
        lock (_gate)
        {
            while (parcels.Count < ParcelsMax && _parcels.TryDequeue(out var parcel)) parcels.Add(parcel);
            while (_answers.TryDequeue(out var answer)) answers.Add(answer);
            return _sending = parcels.Count + answers.Count > 0;
        }
    }
}
