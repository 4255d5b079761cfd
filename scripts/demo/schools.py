"""The schools as of 2026-09-01, typed by hand to 0.001°.

A capacity is the number of seats in the lowest grade that the campus teaches; every one of them is synthetic.
"""

MAP = "Tên và vị trí gần đúng: OpenStreetMap 31-07-2026"
STOP = "Tên theo danh sách trạm xe buýt của thành phố; vị trí gần đúng"
MERGED = MAP + "; từ 01-09-2026 nhận thêm {}"

SCHOOLS = [
    ("TH-BINH-PHUOC", "", "Trường Tiểu học Bình Phước", "primary", 106.787, 10.643, "27667", 210, MAP),
    ("TH-CAY-CUI", "", "Trường Tiểu học Cây Cui", "primary", 106.809, 10.621, "27667", 105, STOP),
    ("TH-TAM-THON-HIEP", "", "Trường Tiểu học Tam Thôn Hiệp", "primary", 106.857, 10.600, "27667", 70, STOP),
    ("TH-AN-NGHIA", "", "Trường Tiểu học An Nghĩa", "primary", 106.829, 10.590, "27667", 70, MAP),
    ("TH-AN-THOI-DONG", "", "Trường Tiểu học An Thới Đông", "primary", 106.792, 10.590, "27673", 175, MERGED.format("TH Doi Lầu")),
    ("TH-LY-NHON", "", "Trường Tiểu học Lý Nhơn", "primary", 106.775, 10.476, "27673", 105, MERGED.format("TH Vàm Sát")),
    ("TH-CAN-THANH", "", "Trường Tiểu học Cần Thạnh", "primary", 106.972, 10.415, "27664", 105, MAP),
    ("TH-CAN-THANH-2", "", "Trường Tiểu học Cần Thạnh 2", "primary", 106.949, 10.408, "27664", 70, MAP),
    ("TH-HOA-HIEP", "", "Trường Tiểu học Hòa Hiệp", "primary", 106.930, 10.403, "27664", 35, MAP),
    ("TH-LONG-THANH", "", "Trường Tiểu học Long Thạnh", "primary", 106.910, 10.390, "27664", 70, MAP),
    ("TH-DONG-HOA", "", "Trường Tiểu học Đồng Hòa", "primary", 106.886, 10.383, "27664", 35, MAP),
    ("TH-THANH-AN", "Cơ sở chính", "Trường Tiểu học Thạnh An", "primary", 106.977, 10.472, "27676", 50, MAP),
    ("TH-THANH-AN", "Cơ sở Thiềng Liềng", "Trường Tiểu học Thạnh An", "primary", 106.964, 10.503, "27676", 15,
     "Điểm trường có trong báo chí; vị trí gần đúng"),
    ("THCS-BINH-KHANH", "", "Trường Trung học cơ sở Bình Khánh", "lower_secondary", 106.787, 10.642, "27667", 315, MAP),
    ("THCS-TAM-THON-HIEP", "", "Trường Trung học cơ sở Tam Thôn Hiệp", "lower_secondary", 106.856, 10.595, "27667", 135, STOP),
    ("THCS-AN-THOI-DONG", "", "Trường Trung học cơ sở An Thới Đông", "lower_secondary", 106.808, 10.581, "27673", 180,
     MERGED.format("một phần THCS Doi Lầu")),
    ("THCS-LY-NHON", "", "Trường Trung học cơ sở Lý Nhơn", "lower_secondary", 106.770, 10.473, "27673", 90,
     MERGED.format("một phần THCS Doi Lầu")),
    ("THCS-CAN-THANH", "", "Trường Trung học cơ sở Cần Thạnh", "lower_secondary", 106.948, 10.408, "27664", 225, MAP),
    ("THCS-LONG-HOA", "", "Trường Trung học cơ sở Long Hòa", "lower_secondary", 106.911, 10.391, "27664", 90, MAP),
    ("THCS-THPT-THANH-AN", "", "Trường Trung học cơ sở và Trung học phổ thông Thạnh An",
     "lower_secondary;upper_secondary", 106.975, 10.467, "27676", 70, MAP),
    ("THPT-BINH-KHANH", "", "Trường Trung học phổ thông Bình Khánh", "upper_secondary", 106.788, 10.641, "27667", 315, MAP),
    ("THPT-AN-NGHIA", "", "Trường Trung học phổ thông An Nghĩa", "upper_secondary", 106.831, 10.590, "27667", 270, MAP),
    ("THPT-CAN-THANH", "", "Trường Trung học phổ thông Cần Thạnh", "upper_secondary", 106.950, 10.404, "27664", 270, MAP),
]

HEADER = [
    "school_id", "campus_id", "name", "campus_name", "level", "lon", "lat", "commune", "capacity",
    "capacity_synthetic", "operator", "source",
]


def rows():
    """One dictionary a campus, in the order above."""
    found, campuses = [], {}
    for key, campus, name, level, lon, lat, commune, seats, source in SCHOOLS:
        school_id = f"CG-{key}"
        campuses[school_id] = campuses.get(school_id, 0) + 1
        found.append({
            "school_id": school_id, "campus_id": f"{school_id}-C{campuses[school_id]}", "name": name,
            "campus_name": campus, "level": level, "lon": lon, "lat": lat, "commune": commune, "capacity": seats,
            "capacity_synthetic": "true", "operator": "", "source": source,
        })
    return found
