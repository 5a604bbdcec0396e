using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Rooms;

/// <summary>What has become of the events of rooms in this silo, where somebody posts them.</summary>
public interface IPostedEvents
{
    PostedEvents Count();
}
