using Signaling.Simulation.World;

namespace Signaling.Simulation.Network;

/// <summary>One direction of a socket: in order, each frame with a delay of its own, until it breaks. While paused, frames pile up.</summary>
public sealed class Pipe(Agenda agenda, Func<int> delayMs, Action<object> deliver)
{
    private readonly Queue<object> _frames = new();
    private long _lastAt;
    private int _due;
    private int _skip;

    public bool IsBroken { get; private set; }

    public bool IsPaused { get; private set; }

    /// <summary>Frames that have not arrived.</summary>
    public int Count => _frames.Count;

    public void Write(object frame)
    {
        if (IsBroken) return;
        _frames.Enqueue(frame);
        _lastAt = Math.Max(_lastAt, agenda.Now + delayMs());
        agenda.At(_lastAt, Arrive);
    }

    /// <summary>What is in it is lost, and what is written from now on, too.</summary>
    public void Break()
    {
        IsBroken = true;
        _frames.Clear();
    }

    public void Pause() => IsPaused = true;

    public void Continue()
    {
        IsPaused = false;
        while (_due > 0 && !IsBroken && !IsPaused)
        {
            _due--;
            deliver(_frames.Dequeue());
        }
    }

    /// <summary>Lets one frame arrive now, paused or not.</summary>
    public void Pump()
    {
        if (IsBroken || _frames.Count == 0) return;
        if (_due > 0) _due--;
        else _skip++;
        deliver(_frames.Dequeue());
    }

    private void Arrive()
    {
        if (IsBroken) return;
        if (_skip > 0) _skip--;
        else if (IsPaused) _due++;
        else deliver(_frames.Dequeue());
    }
}
