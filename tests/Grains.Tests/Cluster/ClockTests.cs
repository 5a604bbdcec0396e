using Signaling.Grains.Actors;

namespace Signaling.Grains.Tests.Cluster;

/// <summary>Clocks step and differ; what the cluster promises must not depend on them.</summary>
public sealed class ClockTests
{
    [Fact]
    public void NowMs_WhenTheMachinesClockStepsBack_GoesOn()
    {
        var time = new SteppedTime();
        var clock = new SiloClock(time);
        var before = clock.NowMs;

        time.Step = TimeSpan.FromHours(-1);

        Assert.InRange(clock.NowMs, before, before + 1_000);
    }

    [Fact]
    public void NewEpoch_AfterALaterOneWasLearnt_IsLaterStill()
    {
        var ahead = new SiloClock(new SteppedTime { Step = TimeSpan.FromHours(1) }).NewEpoch();
        var behind = new SiloClock(new SteppedTime());
        Assert.True(behind.NewEpoch() < ahead);

        behind.Learn(ahead);

        Assert.True(behind.NewEpoch() > ahead);
    }

    /// <summary>Epochs are times: without learning, a room of a silo whose clock was ahead could not be made again for an hour.</summary>
    [Fact]
    public Task ASiloAheadByAnHour_MayDie() => FailoverTests.ConverseAsync(
        async cluster => await cluster.Silos.KillSiloAsync(await cluster.FullestAsync()),
        silo => new SteppedTime { Step = TimeSpan.FromHours(silo % 2 == 0 ? 1 : 0) });

    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;
    }
}
