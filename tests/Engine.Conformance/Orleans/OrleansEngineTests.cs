using Signaling.Gateway.Engine;
using Signaling.Gateway.Engine.Orleans;
using Signaling.Gateway.Hosting;

namespace Signaling.Engine.Conformance.Orleans;

/// <summary>The engine on a cluster of two silos in this process, on the real clock. All tests share the silos; each has its own gateway and room.</summary>
public sealed class OrleansEngineTests(Silos silos) : EngineConformance, IClassFixture<Silos>
{
    private protected override Task<EngineHost> StartAsync() => Task.FromResult<EngineHost>(new OrleansHost(silos));

    private sealed class OrleansHost(Silos silos) : EngineHost
    {
        private OrleansEngine _engine = Make(silos);

        public override IEngine Engine => _engine;

        public override Task PassAsync(int milliseconds) => Task.Delay(milliseconds);

        public override async Task LoseAsync()
        {
            _engine.Dispose();
            await silos.LoseAllAsync();
            _engine = Make(silos);
        }

        public override ValueTask DisposeAsync()
        {
            _engine.Dispose();
            return base.DisposeAsync();
        }

        private static OrleansEngine Make(Silos silos) =>
            new(silos.Client, new StreamInbound(silos.Client), SuiteLimits, new GatewayClock(TimeProvider.System));
    }
}
