namespace Signaling.Engine.Conformance;

public sealed class InProcessEngineTests : EngineConformance
{
    private protected override Task<EngineHost> StartAsync() => Task.FromResult<EngineHost>(new InProcessHost());
}
