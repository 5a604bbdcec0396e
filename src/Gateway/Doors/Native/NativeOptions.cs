namespace Signaling.Gateway.Doors.Native;

/// <summary>The door of the native protocol (docs/protocol.md).</summary>
public sealed record NativeOptions : DoorOptions
{
    public NativeOptions() => Path = "/signal";

    internal override void AddTo(IServiceCollection services) => services.AddSingleton<IDoor, NativeDoor>();
}
