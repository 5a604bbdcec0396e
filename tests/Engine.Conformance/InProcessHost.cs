using Microsoft.Extensions.Time.Testing;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Engine.InProcess;
using Signaling.Gateway.Hosting;

namespace Signaling.Engine.Conformance;

/// <summary>The engine in this process, on a clock that the test turns.</summary>
internal sealed class InProcessHost : EngineHost
{
    private readonly FakeTimeProvider _time = new();
    private InProcessEngine _engine;

    public InProcessHost() => _engine = Make(hadEarlierLife: false);

    public override IEngine Engine => _engine;

    public override Task PassAsync(int milliseconds)
    {
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return Task.CompletedTask;
    }

    public override Task LoseAsync()
    {
        _engine.Dispose();
        _engine = Make(hadEarlierLife: true);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return base.DisposeAsync();
    }

    private InProcessEngine Make(bool hadEarlierLife) => new(SuiteLimits, new GatewayClock(_time), hadEarlierLife);
}
