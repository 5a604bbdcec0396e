using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using Signaling.Micro;

if (args is ["processors", ..])
{
    await Processors.RunAsync();
    return;
}

// In this process: a build of its own for each benchmark would build the gateway each time.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(8).WithIterationTime(TimeInterval.FromMilliseconds(100));
var clock = new ThreadClock();
var config = DefaultConfig.Instance.AddJob(clock.IsAvailable ? job.WithClock(clock) : job).WithOptions(ConfigOptions.JoinSummary);
BenchmarkSwitcher.FromAssembly(typeof(Decode).Assembly).Run(args, config);
