"""What a picture shows beside the person (a barbell's plate, a rod, a wall), observed while the recording is read."""
